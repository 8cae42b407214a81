import { agentStreamId } from '#domain/ids.ts'
import { inTransaction, type Pool } from '../client.ts'
import { agentLoop } from '../read/agent-trail.ts'
import { termsOf } from '../read/run-terms.ts'
import { recordAllWithin } from './settings/setting.ts'
import { wake } from './wake.ts'

interface Suspect {
  agentId: string
  projectId: string
}

/** What began before a look and was committed after it is seen by the next one. */
const overlapMs = 600_000
const firstLookMs = 7 * 86_400_000

/** Those with a run that ended, or a call that was proposed, since then; and those of whom a run is held for it already. */
async function suspects(pool: Pool, since: Date): Promise<Suspect[]> {
  const { rows } = await pool.query<Suspect>({
    name: 'agents-that-may-loop',
    text: `select a.id as "agentId", a.project_id as "projectId" from agent a
            where a.pause is null and a.retired_at is null and a.id in (
              select agent_id from run_reservation where ended_at > $1
              union select agent_id from proposal where requested > $1
              union select agent_id from task where hold_kind = 'loop' and ended_at is null)`,
    values: [since],
  })
  return rows
}

/**
 * Pauses every agent that does the same over and over, once. Looks at how things stand, as who lets held runs go does
 * (ADR 019); prepareRun asks the same rule, so no run starts in between. Answers how many.
 */
export async function pauseLooping(pool: Pool, since: Date): Promise<number> {
  let count = 0
  for (const suspect of await suspects(pool, since)) count += await pauseIfLooping(pool, suspect)
  if (count > 0) wake(pool, 'ledger')
  return count
}

/** Behind the stream's lock, so that of two who look one records it, and none over an operator's word. */
async function pauseIfLooping(pool: Pool, { agentId, projectId }: Suspect): Promise<0 | 1> {
  const { effective } = await termsOf(pool, { agentId, projectId }, false)
  const limit = effective.loopLimit.value
  if ((await agentLoop(pool, agentId, limit)) === null) return 0
  return inTransaction(pool, async (tx) => {
    let count: 0 | 1 = 0
    await recordAllWithin(
      tx,
      { streamId: agentStreamId(agentId), projectId, writer: 'reconciler' },
      async () => {
        const { rows } = await tx.query('select 1 from agent where id = $1 and pause is null', [agentId])
        const loop = rows[0] ? await agentLoop(tx, agentId, limit) : null
        if (!loop) return []
        count = 1
        const at = new Date().toISOString()
        await tx.query('update agent set pause = $2 where id = $1', [agentId, JSON.stringify({ loop, at })])
        return [{ type: 'agent_paused', at, actor: 'system:control', body: loop }]
      },
    )
    return count
  })
}

/** Looks at what happened since its last look, the first time over a week. */
export function loopWatch(pool: Pool): () => Promise<number> {
  let since = new Date(Date.now() - firstLookMs)
  return async () => {
    const began = Date.now()
    const count = await pauseLooping(pool, since)
    since = new Date(began - overlapMs)
    return count
  }
}
