import type { Command } from 'commander'
import { type FindingRow, findingsContract } from '#api/findings/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { askRepair, looked, repaired } from './own-look.ts'
import { type AccountOptions, asOperator, NotTaken, openSession, type Session } from './session.ts'

type Say = (line: string) => void

export interface BackfillOutcome {
  /** Workflows that know entries which the record does not have, at the last look. */
  behind: number
}

/** Adds `backfill` to the commands of the ledger. */
export function addBackfill(program: Command, fail: (message: string) => void): void {
  asOperator(program.command('backfill'))
    .description(
      'for a Postgres that was restored to an older moment: look what the record lost and Temporal’s histories show, and put it back. Run twice it puts nothing back twice',
    )
    .option('--yes', 'put it back, and note that the ledger was restored; without it, only say what would be')
    .action(async (options: AccountOptions & { yes?: boolean }) => {
      const session = await openSession(options)
      const say: Say = (line) => console.log(line)
      const { behind } = options.yes ? await backfillAll(session, say) : await lookBehind(session, say)
      if (!options.yes && behind > 0) say('Nothing was changed. --yes puts it back.')
      if (options.yes && behind > 0) fail(`${behind} are ahead of the record all the same. Findings say why.`)
    })
}

/** Looks, and says what the record lost, entry by entry. */
export async function lookBehind(session: Session, say: Say): Promise<BackfillOutcome> {
  const findings = await behindNow(session, say)
  for (const { id, subject } of findings) {
    const { theirs } = await session.get(findingsContract.getFinding, {}, { findingId: id })
    const [first = '', ...lines] = (theirs?.text ?? '').split('\n')
    say(`${subject.name} (${subject.key}, ${subject.where}) ${first}`)
    for (const line of lines) say(`  ${line}`)
  }
  if (findings.length === 0) say('No history shows anything that the record does not have.')
  await sayGone(session, say)
  return { behind: findings.length }
}

/** Looks, has put back what the record lost, and looks again, until a look finds nothing more that can be. */
export async function backfillAll(session: Session, say: Say): Promise<BackfillOutcome> {
  const tried = new Set<string>()
  for (;;) {
    const findings = await behindNow(session, say)
    const untried = findings.filter(({ id }) => !tried.has(id))
    if (untried.length === 0) {
      if (tried.size === 0) say('No history shows anything that the record does not have.')
      await acknowledge(session, say)
      return { behind: findings.length }
    }
    for (const { id } of untried) {
      tried.add(id)
      await askRepair(session, id)
    }
    for (const { id } of untried) {
      const { subject, repairDetail } = await repaired(session, id)
      say(`${subject.name} (${subject.key}): ${repairDetail}`)
    }
  }
}

async function behindNow(session: Session, say: Say): Promise<FindingRow[]> {
  const { unread } = await looked(session, { isOnly: true })
  for (const words of unread) say(`Not looked at: ${words}`)
  const query = { view: 'open', scope: ownScope, kind: 'workflow', limit: 500 }
  const { items } = await session.get(findingsContract.listFindings, query)
  return items.filter(({ difference }) => difference === 'ahead')
}

/** What was noted outside of the database and is not in the ledger. */
async function sayGone(session: Session, say: Say): Promise<void> {
  const { anchors } = await session.get(ledgerContract.getHead)
  for (const { target, problem } of anchors) if (problem) say(`${target}: ${problem}`)
}

/** From then on the places outside of the database note what is gone, and go on. */
async function acknowledge(session: Session, say: Say): Promise<void> {
  try {
    const { gone, position, hash } = await session.send(ledgerContract.acknowledgeRestore, {})
    for (const head of gone)
      say(
        `The ${head.place} had noted ${head.position}:${head.hash}, which is gone. Recorded at ${position}:${hash}.`,
      )
  } catch (error) {
    if (!(error instanceof NotTaken && error.status === 403)) throw error
    say(`Heads that are noted outside of the database were left as they are. ${error.message}`)
  }
}
