import type { Stage } from '../demo/stage.ts'
import { castOf, type Story } from './cast.ts'
import { approvalStory } from './stories/approvals.ts'
import { budgetStory } from './stories/budgets.ts'
import { deliverableStory } from './stories/deliverables.ts'
import { driftStory } from './stories/drift.ts'
import { failureStory } from './stories/failures.ts'
import { heartbeatStory } from './stories/heartbeats.ts'
import { moneyStory } from './stories/money.ts'
import { questionStory } from './stories/questions.ts'
import { runbookStory } from './stories/runbook.ts'

/** None of them needs another one, so they are played at once. */
const stories: Record<string, Story> = {
  runbook: runbookStory,
  approval: approvalStory,
  question: questionStory,
  deliverable: deliverableStory,
  budget: budgetStory,
  failure: failureStory,
  heartbeat: heartbeatStory,
  drift: driftStory,
  money: moneyStory,
}

/** A week of three projects and two operators, told from the ledger, and what is answered about it held against that. */
export async function weekDemo({ office, say }: Stage): Promise<void> {
  const cast = await castOf(office)
  say('two operators, the second by an invite, and three projects')
  const played = Object.entries(stories).map(async ([name, play]) => {
    const told = await play(cast).catch((error: Error) => {
      throw new Error(`The story of the ${name} went wrong. ${error.message}`)
    })
    say(`${name}: ${told}`)
  })
  await Promise.all(played)
}
