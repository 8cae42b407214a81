import { stdin } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { type FindingRow, findingsContract, type Look } from '#api/findings/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { askRepair, looked } from './own-look.ts'
import { type AccountOptions, ask, asOperator, openSession, type Session } from './session.ts'

interface ReseatOutcome {
  /** Open in the record and without a workflow at the last look, found to be so or not yet asked about. */
  left: number
}

type Compared = NonNullable<Look['compared']>
type Say = (line: string) => void

const patienceMs = 120_000
const tickMs = 300
/** Temporal's list of what runs lags by about a second. */
const lagMs = 1_500

/** Adds `reseat` to the commands of the ledger. */
export function addReseat(program: Command, fail: (message: string) => void): void {
  asOperator(program.command('reseat'))
    .description(
      'for a Temporal that was lost: look which open tasks and runs of runbooks have no workflow there, and start each from the record. Run twice it starts nothing twice',
    )
    .requiredOption('--all-open', 'of everything that is open; nothing else is there')
    .option(
      '--yes',
      'start them; without it a terminal is asked, and anywhere else it only says what it would do',
    )
    .action(async (options: AccountOptions & { yes?: boolean }) => {
      const session = await openSession(options)
      const say: Say = (line) => console.log(line)
      const { left } = await lookOnly(session, say)
      if (left === 0 && !options.yes) return
      if (!options.yes && !(await isAgreed(left))) return say('Nothing was started. --yes starts them.')
      const after = await reseatAllOpen(session, say)
      if (after.left > 0) fail(`${after.left} stand still all the same. Findings say why.`)
    })
}

const isAgreed = async (count: number) =>
  stdin.isTTY && /^y(es)?$/i.test(await ask(`Start these ${count} again? (y/N) `))

/** Looks, and says what has no workflow; the look leaves everything as it is. */
async function lookOnly(session: Session, say: Say): Promise<ReseatOutcome> {
  const compared = await looked(session, { isOnly: true })
  const standing = await standingStill(session)
  say(wordsOf(compared))
  for (const line of countsOf(standing)) say(line)
  const left = leftOf(compared, standing)
  if (left === 0) say('Everything that is open has its workflow.')
  return { left }
}

/**
 * Looks, starts what stands still, and looks again, until all of it runs or nothing more comes of it. What was lost the
 * look itself starts, as every look of the reconciler does; what was ended in Temporal is started by the operator's word.
 */
export async function reseatAllOpen(session: Session, say: Say): Promise<ReseatOutcome> {
  const tried = new Set<string>()
  for (let before = -1; ; await sleep(lagMs)) {
    const compared = await looked(session)
    const standing = await settled(session)
    say(`${wordsOf(compared)} at this look; ${standing.length} stand still after it`)
    const untried = standing.filter(({ id }) => !tried.has(id))
    const { tasks, runs, workflows } = compared
    if (untried.length === 0 && (workflows >= tasks + runs || workflows <= before))
      return { left: leftOf(compared, standing) }
    before = workflows
    for (const { id } of untried) {
      tried.add(id)
      await askRepair(session, id)
    }
  }
}

const leftOf = ({ tasks, runs, workflows }: Compared, standing: readonly FindingRow[]): number =>
  Math.max(standing.length, tasks + runs - workflows)

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
const wordsOf = ({ tasks, runs, workflows, unread }: Compared) =>
  [
    `${counted(tasks, 'open task')}, ${counted(runs, 'open run')} of runbooks, ${counted(workflows, 'running workflow')}`,
    ...unread,
  ].join('; ')

/** How many of each state, and what Temporal says of them. */
function countsOf(standing: readonly FindingRow[]): string[] {
  const counts = new Map<string, number>()
  for (const { kind, oursLine, theirsLine } of standing) {
    const what = kind === 'runbook' ? 'run of a runbook' : 'task'
    // Without by whom, when and why, which are each one's own.
    const why = (theirsLine ?? '').replace(/( by |: | \().*$/, '')
    const words = `${what} ${oursLine ?? 'open'}: ${why}`
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts].sort().map(([words, count]) => `${String(count).padStart(6)}  ${words}`)
}

async function standingStill(session: Session): Promise<FindingRow[]> {
  const query = { view: 'open', scope: ownScope, limit: 500 }
  const [tasks, runs] = await Promise.all(
    ['task', 'runbook'].map((kind) => session.get(findingsContract.listFindings, { ...query, kind })),
  )
  return [...(tasks?.items ?? []), ...(runs?.items ?? [])]
}

/** What stands still once what is being put right is: a look mends what was lost after it is written down. */
async function settled(session: Session): Promise<FindingRow[]> {
  let before = await standingStill(session)
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    await sleep(tickMs * 3)
    const now = await standingStill(session)
    const isMoving = now.length !== before.length || now.some(({ status }) => status === 'repairing')
    before = now
    if (!isMoving) break
  }
  return before
}
