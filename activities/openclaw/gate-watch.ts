import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from './openclaw-client.ts'
import { AgentEvent } from './openclaw-wire.ts'
import type { End } from './run-ends.ts'
import type { RunSession } from './run-session.ts'

/** What a run does once a model is asked; whoever begins it tells our plugin before that. */
const workStreams = new Set(['assistant', 'thinking', 'tool', 'item', 'command_output', 'usage'])

export const ungatedWords = {
  run: 'The gateway began the run without the Front Office plugin seeing it, so nothing it did was held for approval. It was ended; look at what it did.',
  livesOn: 'It could not be ended and may be at work there: stop the gateway.',
  gateway:
    'The gateway runs agents past the Front Office plugin, so nothing would be held for approval. Restart the gateway: it then takes runs again.',
}

const shortMs = 3_000
const mostTries = 3

export interface GateWatchDeps {
  gateway: Pick<Gateway, 'onAgentEvent'>
  /** Whether our plugin told of this run. Absent: nobody hears what it tells. */
  saw?: ((runId: string) => boolean) | undefined
}

/** Whether our plugin stands in the path of the runs that begin while this process is there to be told. */
export class GateWatch {
  private readonly runIds = new Set<string>()
  private readonly passed = new AbortController()
  private forget = () => {}

  constructor(private readonly deps: GateWatchDeps) {}

  /** Fires at the first sign of work in a run that the plugin has not told of. */
  get ungated(): AbortSignal {
    return this.passed.signal
  }

  /** From before it begins. */
  watch(runId: string): void {
    if (!this.deps.saw) return
    if (this.runIds.size === 0) this.forget = this.deps.gateway.onAgentEvent((payload) => this.heard(payload))
    this.runIds.add(runId)
  }

  leave(runId: string): void {
    this.runIds.delete(runId)
  }

  /** Also by the end of one of which the events were lost. */
  isPast(end: End, runId: string): boolean {
    return this.ungated.aborted || (end.outcome === 'ok' && this.isUnseen(runId))
  }

  stop(): void {
    this.forget()
  }

  private isUnseen(runId: string): boolean {
    return this.runIds.has(runId) && this.deps.saw?.(runId) === false
  }

  private heard(payload: unknown): void {
    const event = AgentEvent.safeParse(payload).data
    if (!event || !this.isUnseen(event.runId)) return
    const isAtWork =
      event.stream === 'lifecycle' ? event.data?.phase === 'model' : workStreams.has(event.stream)
    if (isAtWork) this.passed.abort()
  }
}

/** Ended at once, and no other run is given to a gateway like that. */
export async function endPast(session: Pick<RunSession, 'abort' | 'history'>, gateway: Gateway) {
  const end = await endFailed(session, gateway, ungatedWords.run)
  const shown = await shortly(session.history())
  gateway.refuse(ungatedWords.gateway)
  return { end, shown }
}

/** It has failed, and whatever is active in its session is ended; what is not may be at work there. */
export async function endFailed(
  session: Pick<RunSession, 'abort'>,
  gateway: Gateway,
  reason: string,
): Promise<End> {
  const end: End = { outcome: 'failed', error: reason, isRetryable: false }
  if (await isAborted(session, gateway)) return end
  return { ...end, error: reason.replace(/\.?$/, `. ${ungatedWords.livesOn}`), isUnheeded: true }
}

/** Whatever is in this session ran past the gate, and no run of ours is there: it is ended, and this gateway is given nothing more. */
export async function cutOff(session: Pick<RunSession, 'abort'>, gateway: Gateway): Promise<void> {
  await isAborted(session, gateway)
  gateway.refuse(ungatedWords.gateway)
}

/** False where the gateway did not take it, however often it was told. */
async function isAborted(session: Pick<RunSession, 'abort'>, gateway: Gateway): Promise<boolean> {
  for (let tries = mostTries; tries > 0; tries--) {
    if (await shortly(session.abort())) return true
    await gateway.whenConnected(AbortSignal.timeout(shortMs), shortMs)
  }
  return false
}

/** Null where it does not come in a moment. */
const shortly = <T>(asked: Promise<T>): Promise<T | null> =>
  Promise.race([asked.catch(() => null), sleep(shortMs, null)])
