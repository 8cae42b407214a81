import { doesSend } from '#domain/approval/risk-rules.ts'
import { recipientsOf } from '#domain/grant/target-rules.ts'
import type { EffectClass } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { Pool, Tx } from '../client.ts'
import type { Rows } from './in-one-statement.ts'

/** The verdict was a yes, as the indexes of them have it. */
export const allowedStatuses = `('approved', 'claimed', 'performed', 'failed', 'uncertain')`
const wasAllowed = `l.status in ${allowedStatuses} and not l.state ? 'passedBy'`

/**
 * Calls `l` that somebody allowed the agent of a proposal `r`, before `r` itself was decided. The verdicts that were a yes are
 * as `proposal_allowed_idx` and `proposal_sent_idx` have them.
 */
export const allowedBefore = `l.agent_id = r.agent_id and l.id <> r.id and ${wasAllowed}
  and (r.state->>'decidedAt' is null or l.state->>'decidedAt' < r.state->>'decidedAt')`

/** A proposal, and the parameters that it has or would have. */
export interface Sent {
  id: string
  tool: string
  effectClass: EffectClass
  parameters: Parameters
}

/** Of more recipients nobody knows each: they count as new. */
const mostLooked = 50

/**
 * The ids of those that go to somebody to whom nothing that their agent sent was ever allowed before; one query for all.
 * Where it is not said plainly whom they go to there is nobody to look for.
 */
export async function firstThere(db: Rows, sent: readonly Sent[]): Promise<Set<string>> {
  const first = new Set<string>()
  const looked: { id: string; alone: object; among: object }[] = []
  for (const { id, tool, effectClass, parameters } of sent) {
    const named = (doesSend({ tool, effectClass }) && recipientsOf(parameters)?.named) || []
    if (named.length > mostLooked) first.add(id)
    else
      looked.push(
        ...named.map(({ name, value }) => ({ id, alone: { [name]: value }, among: { [name]: [value] } })),
      )
  }
  if (looked.length === 0) return first
  const { rows } = await db.query<{ id: string }>({
    // As of the inbox: planned once a connection.
    name: 'first-there',
    text: `select distinct w.id from jsonb_to_recordset($1::jsonb) as w(id text, alone jsonb, among jsonb)
       join proposal r on r.id = w.id
      where not exists (
        select 1 from proposal l where ${allowedBefore}
           and (l.state->>'effectClass' = 'send' or l.state->>'tool' = r.state->>'tool')
           and (l.state->'parameters' @> w.alone or l.state->'parameters' @> w.among))`,
    values: [JSON.stringify(looked)],
  })
  for (const { id } of rows) first.add(id)
  return first
}

/** Whether its agent was never allowed a call of this tool before. One that is not there is nothing that was. */
export async function isFirstOfKind(db: Pool | Tx, proposalId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from proposal r join proposal l on ${allowedBefore} and l.state->>'tool' = r.state->>'tool'
      where r.id = $1 limit 1`,
    [proposalId],
  )
  return rowCount === 0
}

/** Tools of which somebody allowed the agent a call of this class before; of many, some. */
export async function knownTools(
  db: Pool | Tx,
  agentId: string,
  effectClass: EffectClass,
): Promise<string[]> {
  const { rows } = await db.query<{ tool: string }>(
    `select distinct l.state->>'tool' as tool from proposal l
      where l.agent_id = $1 and ${wasAllowed} and l.state->>'effectClass' = $2
      order by 1 limit ${mostLooked}`,
    [agentId, effectClass],
  )
  return rows.map(({ tool }) => tool)
}
