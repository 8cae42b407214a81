import { type BeatDecision, beatDecision, beatIntent, beatTitle } from '#domain/agent/beat-rules.ts'
import type { BeatOutcome } from '#domain/agent/heartbeat.ts'
import { Heartbeat } from '#domain/agent/heartbeat.ts'
import { agentStreamId, newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { agentOf, headPosition, lookOf, type Moment } from './beat-look.ts'
import { lockStream } from './entry-rows.ts'
import { requestTaskWithin } from './intents.ts'
import { recordWithin } from './settings/setting.ts'
import { wake } from './wake.ts'

export interface Beat {
  outcome: BeatOutcome
  taskId: string | null
}

const actor = 'system:heartbeat'

/**
 * What comes of a planned time: looked, decided, and recorded with the task that it starts, in one transaction.
 * A repeat answers as the first time did.
 */
export async function takeBeat(
  pool: Pool,
  agentId: string,
  scheduledAt: string,
  at = new Date().toISOString(),
): Promise<Beat> {
  const beat = await inTransaction(pool, async (tx) => {
    await lockStream(tx, agentStreamId(agentId))
    const known = await beatAt(tx, agentId, scheduledAt)
    if (known) return known
    const agent = await agentOf(tx, agentId)
    const seen = await headPosition(tx)
    const decision = beatDecision(await lookOf(tx, { agentId, agent, scheduledAt, seen }))
    return recordBeat(tx, { agentId, agent, scheduledAt, seen, decision, at })
  })
  wake(pool, 'intents')
  wake(pool, 'ledger')
  return beat
}

async function beatAt(tx: Tx, agentId: string, scheduledAt: string): Promise<Beat | null> {
  const { rows } = await tx.query<Beat>(
    'select outcome, task_id as "taskId" from beat where agent_id = $1 and scheduled_at = $2',
    [agentId, scheduledAt],
  )
  return rows[0] ?? null
}

async function recordBeat(tx: Tx, moment: Moment & { decision: BeatDecision; at: string }): Promise<Beat> {
  const { agentId, agent, scheduledAt, seen, decision, at } = moment
  const by = { at, actor }
  switch (decision.kind) {
    case 'skip': {
      const { reason } = decision
      const row: BeatRow = { outcome: 'skipped', reason }
      return insertBeat(tx, moment, row, { ...by, type: 'beat_skipped', body: { scheduledAt, reason } })
    }
    case 'coalesce': {
      const { kind: _, ...found } = decision
      const row: BeatRow = { outcome: 'coalesced', taskId: found.taskId, reason: found.untold }
      return insertBeat(tx, moment, row, { ...by, type: 'beat_coalesced', body: { scheduledAt, ...found } })
    }
    case 'start': {
      const { lines } = decision
      const taskId = await requestTaskWithin(tx, {
        ...by,
        taskId: newId('task'),
        intentId: newId('intent'),
        task: {
          projectId: agent.projectId,
          agentId,
          executorId: agent.executorId ?? '',
          title: beatTitle(agent.name, scheduledAt),
          intent: beatIntent(Heartbeat.parse(agent.settings).instruction, lines),
          deliverables: [],
        },
      })
      const body = { scheduledAt, taskId, seen, news: lines }
      return insertBeat(
        tx,
        moment,
        { outcome: 'started', taskId, seen },
        { ...by, type: 'beat_started', body },
      )
    }
    default:
      return decision satisfies never
  }
}

interface BeatRow {
  outcome: BeatOutcome
  /** Of a coalesced one the note that nobody was told of. */
  reason?: string | undefined
  taskId?: string
  seen?: number
  until?: string
  count?: number
}

async function insertBeat(tx: Tx, of: Omit<Moment, 'seen'>, row: BeatRow, fact: Fact): Promise<Beat> {
  const { agentId, agent, scheduledAt } = of
  const streamId = agentStreamId(agentId)
  const setting = { streamId, projectId: agent.projectId, writer: 'reconciler', fact } as const
  await recordWithin(tx, setting, async (within) => {
    const { outcome, reason = null, taskId = null, seen = null, until = null, count = 1 } = row
    await within.query(
      `insert into beat (agent_id, scheduled_at, outcome, reason, task_id, seen, until, count, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [agentId, scheduledAt, outcome, reason, taskId, seen, until, count, fact.at],
    )
    if (outcome === 'missed') return noteCovered(within, agentId, until)
    await within.query(
      'update heartbeat set asked_at = null, asked_by = null, asked_note = null where agent_id = $1',
      [agentId],
    )
  })
  return { outcome: row.outcome, taskId: row.taskId ?? null }
}

/** With the gap itself: who dies between two gaps counts none twice. */
async function noteCovered(tx: Tx, agentId: string, until: string | null): Promise<void> {
  await tx.query(
    'update heartbeat_link set checked_until = greatest(checked_until, $2) where agent_id = $1',
    [agentId, until],
  )
}

export interface Missed {
  scheduledAt: string
  until: string
  count: number
  reason: string
}

/** Planned times of which nothing is recorded. A time that has its beat meanwhile is left alone. */
export async function recordMissed(
  pool: Pool,
  agentId: string,
  missed: Missed,
  at = new Date().toISOString(),
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockStream(tx, agentStreamId(agentId))
    const { scheduledAt, until, count, reason } = missed
    const met = await tx.query('select 1 from beat where agent_id = $1 and scheduled_at between $2 and $3', [
      agentId,
      scheduledAt,
      until,
    ])
    if (met.rowCount) return
    const agent = await agentOf(tx, agentId)
    const fact: Fact = { type: 'beat_missed', at, actor, body: missed }
    await insertBeat(tx, { agentId, agent, scheduledAt }, { outcome: 'missed', reason, until, count }, fact)
  })
  wake(pool, 'ledger')
}

/** The planned times of a span that are recorded, ISO. */
export async function recordedBeats(
  pool: Pool,
  agentId: string,
  from: string,
  to: string,
): Promise<string[]> {
  const { rows } = await pool.query<{ at: Date }>(
    `select scheduled_at as at from beat where agent_id = $1 and scheduled_at between $2 and $3`,
    [agentId, from, to],
  )
  return rows.map(({ at }) => at.toISOString())
}
