import type { z } from 'zod'
import type { LoggedRun } from '#domain/drift/unaccounted-rules.ts'
import { isOwnSession } from '#domain/run/foreign-run-rules.ts'
import type { Gateway } from './openclaw-client.ts'
import { Activities } from './openclaw-wire.ts'

const pageSize = 500
const mostPages = 20
/** The log is kept 30 days. What is claimed to lie further off is a clock that is wrong. */
const nearMs = 400 * 86_400_000

export const nearTime = (ms: number | null | undefined, now = Date.now()): number | null =>
  typeof ms === 'number' && Number.isFinite(ms) && Math.abs(ms - now) < nearMs ? Math.trunc(ms) : null

/** Runs that began on the gateway after a time and are none of our tasks', oldest first. */
export async function foreignRunsSince(
  gateway: Pick<Gateway, 'request'>,
  after: number,
): Promise<LoggedRun[]> {
  const runs = new Map<string, LoggedRun>()
  let cursor: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const params = { kind: 'agent_run', status: 'started', after: Math.max(0, after), limit: pageSize }
    const answer: z.output<typeof Activities> = await gateway.request(
      Activities,
      'audit.activity.list',
      { ...params, ...(cursor && { cursor }) },
      30_000,
    )
    for (const { runId, sessionKey, agentId, occurredAt } of answer.events) {
      if (!runId || !sessionKey || isOwnSession(sessionKey)) continue
      const openclawAgentId = agentId ?? sessionKey.split(':')[1] ?? ''
      runs.set(runId, { runId, sessionKey, openclawAgentId, startedAt: nearTime(occurredAt) })
    }
    if (!answer.nextCursor || answer.events.length === 0) break
    cursor = answer.nextCursor
  }
  return [...runs.values()].reverse()
}
