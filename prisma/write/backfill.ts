import type {
  BackfillGroup,
  BackfillKind,
  BackfillPlan,
  ShownAppend,
  ShownStream,
} from '#domain/backfill/backfill.ts'
import { planBackfill } from '#domain/backfill/plan-rules.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { runBackfill } from '#domain/runbook/run-backfill-rules.ts'
import { taskBackfill } from '#domain/task/task-backfill-rules.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { putBackClaims, putBackIntents, putBackPacks } from './backfill-facts.ts'
import { tellRunOfPutBack, tellRunOfTasks } from './backfill-notice.ts'
import { entriesOfStream } from './entry-rows.ts'
import { insertStream } from './intent-rows.ts'
import { putBackTask } from './ledger.ts'
import { putBackRun } from './runbook-runs.ts'
import { wake } from './wake.ts'

interface Lost {
  streamId: string
  groups: readonly BackfillGroup[]
}

interface Way<S> {
  kind: BackfillKind<S>
  starts: 'startTask' | 'startRunbook'
  /** Writes the entries, the rows, and what hangs on them. */
  putBack(tx: Tx, lost: Lost): Promise<void>
}

const taskWay: Way<Parameters<typeof taskBackfill.opening>[0]> = {
  kind: taskBackfill,
  starts: 'startTask',
  async putBack(tx, lost) {
    const { before, after } = await putBackTask(tx, lost)
    await putBackIntents(tx, lost)
    await tellRunOfPutBack(tx, lost.streamId, before, after)
  },
}

const runWay: Way<Parameters<typeof runBackfill.opening>[0]> = {
  kind: runBackfill,
  starts: 'startRunbook',
  async putBack(tx, lost) {
    const { after } = await putBackRun(tx, lost)
    await tellRunOfTasks(tx, after)
  },
}

const isRun = (streamId: string) => streamId.startsWith('runbook/')

/** What would be put back into a stream, as it is now. */
export function plannedBackfill(pool: Pool, shown: ShownStream, at: string): Promise<BackfillPlan> {
  return inTransaction(pool, (tx) => planned(tx, shown, at))
}

/**
 * Puts back into a stream what it has lost and histories show, with its rows, in one transaction. What can't be put back
 * stays as it is, and the answer says why. A repeat finds nothing to do.
 */
export async function backfill(pool: Pool, shown: ShownStream, at: string): Promise<BackfillPlan> {
  const plan = await inTransaction(pool, async (tx) => {
    await tx.query('select from stream where id = $1 for update', [shown.streamId])
    const made = await planned(tx, shown, at)
    // What was let happen stays claimed, whether or not its entry can be put back.
    await putBackClaims(tx, shown.streamId, shown.appends.flatMap(toldIn))
    await putBackPacks(tx, shown)
    const [first] = made.groups
    if (!first) return made
    if (first.first === 1 && !(await begun(tx, shown.streamId, first.facts[0])))
      return { groups: [], lost: [], stops: 'what was asked for was asked for again since' }
    const lost = { streamId: shown.streamId, groups: made.groups }
    await (isRun(shown.streamId) ? runWay : taskWay).putBack(tx, lost)
    return made
  })
  wake(pool, 'ledger')
  return plan
}

const toldIn = ({ runId, batch, ack }: ShownAppend) =>
  [...batch.facts, ...ack.computed].map((fact) => ({ runId, fact }))

async function planned(tx: Tx, shown: ShownStream, at: string): Promise<BackfillPlan> {
  const kept = await entriesOfStream(tx, shown.streamId)
  const by = { canonical: canonicalOf, at }
  return isRun(shown.streamId)
    ? planBackfill(kept, shown, { ...by, kind: runWay.kind })
    : planBackfill(kept, shown, { ...by, kind: taskWay.kind })
}

/** The stream itself, and the intent that began it, delivered as it was. */
async function begun(tx: Tx, streamId: string, fact: Fact | undefined): Promise<boolean> {
  if (fact?.type !== 'task_requested' && fact?.type !== 'runbook_run_requested') return false
  const { projectId, intentId: id } = fact.body
  const command = (isRun(streamId) ? runWay : taskWay).starts
  const intent = { id, command, actor: fact.actor, at: fact.at }
  if (!(await insertStream(tx, { streamId, projectId, intent }))) return false
  await tx.query(`update intent set status = 'delivered' where id = $1`, [id])
  return true
}
