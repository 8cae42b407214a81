import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { executorsContract } from '#api/executors/contract.ts'
import { type FindingRow, findingsContract } from '#api/findings/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { type AccountOptions, asOperator, openSession, type Session } from './session.ts'

export interface ReseatOutcome {
  /** Open tasks and running workflows at the last look. */
  tasks: number
  workflows: number
  /** Open tasks that stand still all the same. */
  left: number
}

const patienceMs = 120_000
const query = { view: 'open', scope: ownScope, kind: 'task', limit: 500 }

/** Adds `reseat` to the commands of the ledger. */
export function addReseat(program: Command, fail: (message: string) => void): void {
  asOperator(program.command('reseat'))
    .description('start the workflows of open tasks that Temporal lost, or that were ended there, from the record')
    .requiredOption('--all-open', 'of every open task; nothing else is there')
    .action(async (options: AccountOptions) => {
      const say = (line: string) => console.log(line)
      const { left } = await reseatAllOpen(await openSession(options), { say })
      if (left > 0) fail(`${left} open tasks stand still. Open Findings and look why.`)
    })
}

/** Looks, starts again what stands still, and looks again, until nothing more comes of it. */
export async function reseatAllOpen(
  session: Session,
  { say }: { say: (line: string) => void },
): Promise<ReseatOutcome> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const { tasks, workflows } = await lookedAgain(session)
    const standing = await stillStanding(session)
    say(`${tasks} open tasks, ${workflows} running workflows, ${standing.length} stand still`)
    if (standing.length === 0 || standing.length >= before) return { tasks, workflows, left: standing.length }
    before = standing.length
    for (const finding of standing) await session.send(findingsContract.decideFinding, decisionOn(finding))
    await settled(session)
  }
}

const decisionOn = ({ id, theirsHash }: FindingRow) => ({
  params: { findingId: id },
  body: { verdict: 'repair' as const, seen: theirsHash, reason: '', until: null },
})
