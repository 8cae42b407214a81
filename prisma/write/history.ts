import { taskStreamId } from '#domain/ids.ts'
import type { Intent } from '#domain/intent/intent.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import type { KeptPack } from '../read/context-packs.ts'
import { recordIntentWithin, requestTaskWithin } from './intents.ts'
import { append, appendWithin } from './ledger.ts'
import { preparedRun } from './prepare-run.ts'
import { taskMark } from './task-row.ts'
import { claim, storePack } from './task-sources.ts'
import { wake } from './wake.ts'

type Asked = Exclude<Intent, { command: 'startTask' }>

/** What happened to a task before this installation existed: of a sample, or of a benchmark. */
export interface TaskHistory {
  taskId: string
  /** In order, at the times when they were. From `task_requested` on, unless the task is there already. */
  facts: Fact[]
  /** What operators asked of it; the facts name them. */
  intents: Asked[]
  /** What its runs were given, where they are taken as told. */
  packs: KeptPack[]
  /** Its workflow goes on from where the story ends, once there is a relay. */
  isOpen: boolean
}

export interface HistoryOptions {
  /** Policy and Context Pack of each run are made from what is recorded by then; else they are taken as told. */
  preparesRuns: boolean
}

/**
 * Writes whole histories through the doors of real work, in one transaction: few commits, and no relay sees what a story
 * has settled. Runs are taken as told.
 */
export async function writeTaskHistories(pool: Pool, histories: readonly TaskHistory[]): Promise<void> {
  await inTransaction(pool, async (tx) => {
    for (const history of histories) await writeWithin(tx, history)
  })
  wake(pool, 'intents')
  wake(pool, 'ledger')
}

async function writeWithin(tx: Tx, history: TaskHistory): Promise<void> {
  const { taskId, intents, packs, isOpen } = history
  const [requested, ...facts] = history.facts
  if (requested?.type !== 'task_requested') throw new Error(`The story of ${taskId} has no beginning.`)
  const { at, actor, body } = requested
  const { intentId, ...task } = body
  await requestTaskWithin(tx, { taskId, intentId, actor, at, task })
  for (const intent of intents) {
    const told = facts.find((fact) => intentIdOf(fact) === intent.id)
    await recordIntentWithin(tx, intent, told?.at)
    await markDelivered(tx, intent.id)
  }
  if (!isOpen) await markDelivered(tx, intentId)
  for (const pack of packs) await storePack(tx, pack)
  if (facts.length === 0) return
  await appendWithin(tx, {
    runId: crypto.randomUUID(),
    batch: { streamId: taskStreamId(taskId), firstSeq: 1, after: 1, facts },
    isCurrentRun: async () => true,
    compute: async () => {
      await claimAll(tx, history, facts)
      return []
    },
  })
}

/** Writes it bit by bit, so that the histories of many tasks lie in the ledger in the order of their times. */
export class HistoryPen {
  readonly #pool: Pool
  readonly #history: TaskHistory
  readonly #options: HistoryOptions
  readonly #runId = crypto.randomUUID()
  #seq = 0
  #after: number | null = null

  constructor(pool: Pool, history: TaskHistory, options: HistoryOptions) {
    this.#pool = pool
    this.#history = history
    this.#options = options
  }

  async write(facts: readonly Fact[]): Promise<void> {
    const [first, ...rest] = facts
    if (first?.type === 'task_requested') await this.#request(first)
    let batch: Fact[] = []
    for (const fact of first?.type === 'task_requested' ? rest : facts) {
      if (this.#options.preparesRuns && fact.type === 'run_queued') continue
      if (this.#options.preparesRuns && fact.type === 'task_prepared') {
        await this.#append(batch, new Date(fact.at))
        batch = []
      } else batch.push(fact)
    }
    if (batch.length > 0) await this.#append(batch, null)
  }

  /** From here on its workflow writes it, where it is open: the relay starts that. */
  async close(): Promise<void> {
    const { taskId, isOpen } = this.#history
    await this.#pool.query(
      `update intent set status = case when command = 'startTask' and $2 then 'pending' else 'delivered' end
        where workflow_id = $1`,
      [taskStreamId(taskId), isOpen],
    )
    if (isOpen) wake(this.#pool, 'intents')
  }

  /** No relay sees what is asked before the story is written to its end. */
  async #request({ at, actor, body: { intentId, ...task } }: FactOf<'task_requested'>): Promise<void> {
    const { taskId } = this.#history
    await inTransaction(this.#pool, async (tx) => {
      await requestTaskWithin(tx, { taskId, intentId, actor, at, task })
      await markDelivered(tx, intentId)
    })
    wake(this.#pool, 'ledger')
  }

  /** `preparesAt`: a run is due after them. */
  async #append(told: Fact[], preparesAt: Date | null): Promise<void> {
    const { taskId } = this.#history
    const facts = await withIssued(this.#pool, taskId, told)
    await this.#recordIntents(facts)
    this.#after ??= (await taskMark(this.#pool, taskId)).after
    const ack = await append(this.#pool, {
      runId: this.#runId,
      batch: { streamId: taskStreamId(taskId), firstSeq: this.#seq + 1, after: this.#after, facts },
      isCurrentRun: async () => true,
      compute: async (tx, state) => {
        await claimAll(tx, this.#history, facts)
        return preparesAt ? preparedRun(tx, taskId, state, preparesAt) : []
      },
    })
    const held = ack.computed.find((fact) => fact.type === 'run_held')
    if (held && Date.parse(held.at) < this.#lastAt())
      throw new Error(`The story of ${taskId} goes on, and ${held.body.reason}.`)
    this.#seq = ack.lastSeq
    this.#after = ack.streamSeq
  }

  #lastAt = () => Date.parse(this.#history.facts.at(-1)?.at ?? '')

  async #recordIntents(facts: readonly Fact[]): Promise<void> {
    for (const fact of facts) {
      const intent = this.#history.intents.find(({ id }) => id === intentIdOf(fact))
      if (!intent) continue
      await inTransaction(this.#pool, async (tx) => {
        await recordIntentWithin(tx, intent, fact.at)
        await markDelivered(tx, intent.id)
      })
    }
  }
}

/** What passes by a standing grant does so by the permission that its run was given. Throws where it was given none. */
async function withIssued(pool: Pool, taskId: string, facts: readonly Fact[]): Promise<Fact[]> {
  const issued: Fact[] = []
  for (const fact of facts) {
    if (fact.type !== 'standing_grant_used') {
      issued.push(fact)
      continue
    }
    const { rows } = await pool.query<{ grantId: string }>(
      'select grant_id as "grantId" from advance_grant where task_id = $1 and effect_key = $2',
      [taskId, fact.body.effectKey],
    )
    const [grant] = rows
    if (!grant) throw new Error(`The run of ${taskId} was given nothing that lets ${fact.body.tool} pass.`)
    issued.push({ ...fact, body: { ...fact.body, ...grant } })
  }
  return issued
}

const intentIdOf = ({ body }: Fact): string | undefined =>
  'intentId' in body ? String(body.intentId) : undefined

const markDelivered = (tx: Tx, intentId: string) =>
  tx.query(`update intent set status = 'delivered' where id = $1`, [intentId])

/** The claims behind the grants that the story tells of. */
async function claimAll(tx: Tx, { taskId, facts: told }: TaskHistory, facts: readonly Fact[]): Promise<void> {
  for (const fact of facts) {
    if (fact.type !== 'effect_claimed') continue
    const { proposalId, effectKey, grantId } = fact.body
    const decided = told.find(
      (one): one is FactOf<'approval_decided'> =>
        one.type === 'approval_decided' && one.body.proposalId === proposalId,
    )
    if (!decided) throw new Error(`nobody decided ${proposalId}`)
    const { intentId } = decided.body
    await claim(tx, { effectKey, grantId, intentId, streamId: taskStreamId(taskId), runId: 'history' })
  }
}
