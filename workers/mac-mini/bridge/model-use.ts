import type { z } from 'zod'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { useOf } from '#activities/openclaw/transcript.ts'
import type { UsedAnswer, UsedCall } from './contract.ts'
import type { Gate } from './gate.ts'

interface UseDeps {
  gate: Pick<Gate, 'isOurs' | 'runIdOf' | 'stopped'>
  desk: Pick<RunDesk, 'find'>
  /** Has the gateway end what is active in a session. */
  endRun(sessionKey: string): Promise<unknown>
}

/** A model's answer, counted before its agent goes on: who has used all that was reserved is ended first. */
export async function takeUse(
  { gate, desk, endRun }: UseDeps,
  { useId, usage, mayGoOn, ...call }: z.output<typeof UsedCall>,
): Promise<z.output<typeof UsedAnswer>> {
  const run = desk.find(call.sessionKey)
  const use = useOf(usage)
  // Others in its session, as announcements, are not in its transcript either.
  if (run && use && gate.isOurs(run, gate.runIdOf(call))) {
    run.usage.note({ id: useId, use, mayGoOn })
    // An attempt at it that has just been lost begins anew only seconds later.
    if (!(await run.usage.untilStopped())) await endRun(call.sessionKey).catch(() => {})
  }
  return { ...gate.stopped(call), isLimited: run?.input.reserved !== undefined }
}
