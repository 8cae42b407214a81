import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { EffectResult, Parameters } from '#domain/run/run.ts'
import type { BegunCall } from './executor-desk.ts'
import { GatewayLost } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import { Receipt } from './openclaw-wire.ts'

export interface LostCall extends BegunCall {
  /** Not before, ISO. */
  at: string
  parameters: Parameters
}

/** What became of a call whose answer was lost. */
export type Fate =
  | { kind: 'ended'; result: EffectResult }
  /** The tool never began it, and by now can't begin it any more. */
  | { kind: 'never' }
  | { kind: 'unknown' }

/** Longer than a gateway takes to start, and than a tool that is at it may take. */
const patienceMs = { connect: 60_000, running: 150_000 }
const againMs = 2_000

/**
 * Asks the tool's own log, where its plugin offers that. What it has not begun is asked for twice: a call that is
 * still on its way comes to a gate that does not expect it any more, and is held.
 */
export async function fateOf(
  gateway: Pick<Gateway, 'whenConnected' | 'receiptMethodOf' | 'request'>,
  { sessionKey, grant: { tool }, at, parameters }: LostCall,
  waitMs = againMs,
): Promise<Fate> {
  const until = Date.now() + patienceMs.running
  for (let absences = 0; Date.now() < until; ) {
    const isThere = await gateway.whenConnected(AbortSignal.timeout(patienceMs.connect), patienceMs.connect)
    const method = isThere ? gateway.receiptMethodOf(tool) : null
    if (!method) return { kind: 'unknown' }
    const asked = { tool, sessionKey, since: at, args: parameters }
    const receipt = await gateway.request(Receipt, method, asked).catch(orLost)
    const fate = finalOf(receipt)
    if (fate) return fate
    absences = receipt?.state === 'none' ? absences + 1 : 0
    if (absences === 2) return { kind: 'never' }
    await sleep(waitMs)
  }
  return { kind: 'unknown' }
}

/** Null where it may still become another. */
function finalOf(receipt: z.output<typeof Receipt> | null): Fate | null {
  if (receipt === null || receipt.state === 'lost') return { kind: 'unknown' }
  if (receipt.state !== 'ended') return null
  const { isError, text } = receipt
  return { kind: 'ended', result: { outcome: isError ? 'failed' : 'performed', detail: text } }
}

/** The connection was lost again: it is asked once more. Any other answer tells nothing. */
function orLost(error: unknown): { state: 'running' } | null {
  return error instanceof GatewayLost ? { state: 'running' } : null
}
