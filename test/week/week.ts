import { homeContract } from '#api/home/contract.ts'
import { exported, sameHead } from '../demo/exported.ts'
import type { Stage } from '../demo/stage.ts'
import { type Cast, castOf, type Story } from './cast.ts'
import { checked, refuseDifferences } from './check.ts'
import { eventually } from './eventually.ts'
import { ledgerOf } from './ledger.ts'
import { approvalStory } from './stories/approvals.ts'
import { budgetStory } from './stories/budgets.ts'
import { deliverableStory } from './stories/deliverables.ts'
import { driftStory } from './stories/drift.ts'
import { failureStory } from './stories/failures.ts'
import { heartbeatStory } from './stories/heartbeats.ts'
import { moneyStory } from './stories/money.ts'
import { questionStory } from './stories/questions.ts'
import { runbookStory } from './stories/runbook.ts'
import { tellingOf } from './telling.ts'

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
  await play(cast, say)
  const home = () => office.ask(homeContract.getHome)
  await eventually('everything is delivered', home, ({ relay }) => relay.depth === 0)
  const { ledger, results, head } = await read(cast)
  for (const line of tellingOf(ledger)) console.log(line)
  console.log('\nWhat Front Office answers, each held against those entries')
  for (const { name, words, differences } of results)
    console.log(`  ${differences.length > 0 ? 'NO' : 'ok'}  ${name}: ${words}`)
  console.log()
  refuseDifferences(results)
  console.log(
    `ledger verified: ${head.position} entries, head ${head.hash}; ${results.length} answers follow from it`,
  )
}

const mostReadings = 4

/** The ledger, and the answers at the same moment of it: read again where something was recorded in between. */
async function read({ office }: Cast) {
  for (let left = mostReadings; ; left--) {
    const { entries, head } = await exported(office)
    const ledger = ledgerOf(entries)
    const results = await checked(office.ask, ledger)
    const isSame = await sameHead(office, head).then(
      () => true,
      (error) => {
        if (left > 1) return false
        throw error
      },
    )
    if (isSame) return { ledger, results, head }
  }
}

async function play(cast: Cast, say: Stage['say']): Promise<void> {
  const played = Object.entries(stories).map(async ([name, story]) => {
    const told = await story(cast).catch((error: Error) => {
      throw new Error(`The story of the ${name} went wrong. ${error.message}`)
    })
    say(`${name}: ${told}`)
  })
  await Promise.all(played)
}
