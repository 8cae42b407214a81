import { z } from 'zod'
import type { KillSwitch } from '#activities/openclaw/executor-desk.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import { agentOfSession } from '#activities/openclaw/turn-stops.ts'

export interface ForeignKillsDeps {
  gateway: Pick<Gateway, 'request'>
  killSwitch: KillSwitch
}

/** The newest are kept: a run that began long ago has most likely ended, and all its calls are blocked anyway. */
const mostSessions = 500

/**
 * Runs that nobody here started: cron, a chat, another client. A kill switch ends what is active in their sessions; one
 * that the gateway goes on with after a restart is not let begin.
 */
export function openForeignKills({ gateway, killSwitch }: ForeignKillsDeps) {
  const sessions = new Set<string>()
  const forget = killSwitch.onChange(() => {
    for (const key of sessions) {
      if (killSwitch.stopOf({ openclawAgentId: agentOfSession(key) }) === null) continue
      sessions.delete(key)
      gateway.request(z.unknown(), 'sessions.abort', { key }).catch(() => {})
    }
  })
  return {
    began(sessionKey: string): void {
      sessions.delete(sessionKey)
      sessions.add(sessionKey)
      const [oldest] = sessions
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
    },
    stop: forget,
  }
}
