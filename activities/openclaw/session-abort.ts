import { setTimeout as sleep } from 'node:timers/promises'
import { connected } from './beating.ts'
import type { Gateway } from './openclaw-client.ts'
import { RunSession } from './run-session.ts'
import { restarted, takesUpUntil } from './turn-limits.ts'

const againMs = 500

/**
 * Ends whatever is active in a session, or one run of it. A gateway that has just restarted takes up what it was at only seconds later
 * (brief 3.5), so that is waited for where there is any, as long as `isWanted`. Answers whether it told anything to end.
 */
export async function abortSession(
  gateway: Gateway,
  key: string,
  signal: AbortSignal,
  runId?: string,
  isWanted: () => boolean = () => true,
): Promise<boolean> {
  const session = new RunSession(gateway, key)
  while (isWanted()) {
    await connected(gateway, signal)
    if (!isWanted()) return false
    const { status } = await session.abort(runId)
    if (status !== 'no-active-run') return true
    const link = gateway.link()
    const mayCome = link.state === 'connected' && Date.now() < takesUpUntil(link.boot)
    if (!mayCome || !(await wasInterrupted(session))) return false
    await sleep(againMs, undefined, { signal })
  }
  return false
}

async function wasInterrupted(session: RunSession): Promise<boolean> {
  const [last] = await session.rows()
  if (!last) return false
  return ['running', 'queued'].includes(last.status) || restarted.test(last.error ?? '')
}
