import { Refused } from '#domain/errors.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { Pool, Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { activeAgent, type OfAgent, settingOf } from './agents.ts'
import { record, type Setting } from './setting.ts'

type HeartbeatFact = FactOf<
  'heartbeat_set' | 'heartbeat_removed' | 'heartbeat_paused' | 'heartbeat_resumed' | 'beat_asked'
>

/** What each fact does to the row. */
async function applyFact(tx: Tx, agentId: string, { type, body, at, actor }: HeartbeatFact): Promise<number> {
  const change = (set: string, values: unknown[], where = 'true') =>
    tx.query(`update heartbeat set ${set} where agent_id = $1 and ${where}`, [agentId, ...values])
  const rowsOf = async (query: Promise<{ rowCount: number | null }>) => (await query).rowCount ?? 0
  switch (type) {
    case 'heartbeat_set':
      return rowsOf(
        tx.query(
          `insert into heartbeat (agent_id, settings, set_at) values ($1, $2, $3)
           on conflict (agent_id) do update set settings = excluded.settings, set_at = excluded.set_at`,
          [agentId, body, at],
        ),
      )
    case 'heartbeat_removed':
      return rowsOf(tx.query('delete from heartbeat where agent_id = $1', [agentId]))
    case 'heartbeat_paused':
      return rowsOf(change('paused_at = $2, paused_by = $3, pause_note = $4', [at, actor, body.note]))
    case 'heartbeat_resumed':
      return rowsOf(change('paused_at = null, paused_by = null, pause_note = null, resumed_at = $2', [at]))
    case 'beat_asked':
      return rowsOf(change('asked_at = $2, asked_by = $3, asked_note = $4', [at, actor, body.note]))
    default:
      return type satisfies never
  }
}

/** Pausing what is paused, and the like, is recorded once. */
async function isSoAlready(tx: Tx, agentId: string, { type }: HeartbeatFact): Promise<boolean> {
  if (type !== 'heartbeat_paused' && type !== 'heartbeat_resumed') return false
  const { rows } = await tx.query<{ isPaused: boolean }>(
    'select paused_at is not null as "isPaused" from heartbeat where agent_id = $1',
    [agentId],
  )
  return rows[0]?.isPaused === (type === 'heartbeat_paused')
}

class AsItIs extends Error {}

/** Entry and row; the control worker brings the schedule after. Throws Refused: agent_retired, no_heartbeat. */
export async function recordHeartbeat(
  pool: Pool,
  of: OfAgent,
  fact: HeartbeatFact,
  writer: Setting['writer'] = 'api',
): Promise<void> {
  try {
    await record(pool, { ...settingOf(of, fact), writer }, async (tx) => {
      const { name } = await activeAgent(tx, of.agentId)
      if (await isSoAlready(tx, of.agentId, fact)) throw new AsItIs()
      if ((await applyFact(tx, of.agentId, fact)) > 0) return
      throw new Refused('no_heartbeat', `${name} has no heartbeat. Set one first.`)
    })
  } catch (error) {
    if (!(error instanceof AsItIs)) throw error
  }
  wake(pool, 'heartbeats')
}
