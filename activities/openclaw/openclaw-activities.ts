import { setTimeout as sleep } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { CancelledFailure } from '@temporalio/common'
import type { CallTerms } from '#domain/run/call-terms.ts'
import { agentOfKey } from '#domain/run/foreign-run-rules.ts'
import { type EffectRequest, mostResultItemBytes, type RunInput } from '#domain/run/run.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import { AgentTurn } from './agent-turn.ts'
import { beating, connected, isCancelled, Progress, whenThere } from './beating.ts'
import type { ExecutorActivities, LeftRun, RunActivities } from './contract.ts'
import { createEffects, type EffectDeps } from './effect-calls.ts'
import type { OpenRun } from './executor-desk.ts'
import { abortSession } from './session-abort.ts'
import { untilAllowed } from './turn-stops.ts'
import { seenCommit, seenFile, seenJson } from './workspace-looks.ts'

export interface OpenClawDeps extends EffectDeps {
  /** Whether a run that waited may still begin. Throws where the control plane does not answer. */
  startTerms(run: RunInput): Promise<StartTerms>
  /** The worker stops at once: its runs live on, and its attempts at them are over. */
  stopping?: AbortSignal
}

/** The activities of one executor. All of them answer a repeat from what the Mac has on disk. */
export function createOpenClawActivities(deps: OpenClawDeps): RunActivities & ExecutorActivities {
  const { gateway, desk, gate, killSwitch, startTerms, masked, stopping } = deps
  const effects = createEffects(deps)
  const attempts = openAttempts()

  return {
    async runAgent(input) {
      const context = Context.current()
      const run = desk.open(input, context.info.workflowExecution?.runId)
      const leave = attempts.enter(input.runId)
      const signal = stopping
        ? AbortSignal.any([context.cancellationSignal, stopping])
        : context.cancellationSignal
      const isStopping = () => signal.aborted && !isCancelled(context)
      const { usedMs } = lastProgress()
      const { turnEnd } = run
      const by = { gateway, killSwitch, startTerms, run, turnEnd, signal, isStopping, usedMs, masked }
      const turn = new AgentTurn({ ...by, saw: gate.hasSeen })
      const left = () => run.unsentWithin(mostResultItemBytes, isStopping)
      let isOver = false
      try {
        const result = await beating(
          async () => {
            const ended = await turn.take().catch(async (error) => {
              if (!isCancelled(context)) throw error
              throw leaving({ items: await left(), usage: run.usage.reported() })
            })
            gate.settleUnconfirmed(run)
            return { ...ended, items: await left() }
          },
          () => ({ usedMs: turn.usedMs, usage: run.usage.reported() }),
          signal,
        )
        isOver = true
        return result
      } catch (error) {
        isOver = isCancelled(context)
        throw error
      } finally {
        leave(run, isOver)
      }
    },

    performEffect: (request: EffectRequest) =>
      beating(
        (signal) =>
          effects.perform(request, () => mayCall(deps, request, signal), lastProgress().journalId ?? null),
        () => ({ usedMs: 0, journalId: deps.journal.journalId }),
      ),

    seenPerformed: (effectKey) => beating(() => effects.seen(effectKey)),

    abortRun: (sessionKey, runId) =>
      beating(async (signal) => void (await abortSession(gateway, sessionKey, signal, runId))),

    checkFile: (look) => whenThere(gateway, () => seenFile(gateway, look)),
    checkJson: (look) => whenThere(gateway, () => seenJson(gateway, look)),
    checkCommit: (look) => whenThere(gateway, () => seenCommit(gateway, look)),
  }
}

const leaving = (left: LeftRun) => new CancelledFailure('The task was cancelled.', [left])

/** As the attempt before this one told it. */
const lastProgress = () => Progress.parse(Context.current().info.heartbeatDetails ?? {})

const askAgainMs = 1_000

/** The gateway is there, nothing is stopped, and the control plane has said what policy lets go out: all at once. */
async function mayCall(
  { gateway, killSwitch, callTerms }: OpenClawDeps,
  { sessionKey, owner, grant }: EffectRequest,
  signal: AbortSignal,
): Promise<CallTerms> {
  const doer = { openclawAgentId: agentOfKey(sessionKey), ...owner }
  for (;;) {
    await untilAllowed(killSwitch, doer, signal)
    await connected(gateway, signal)
    const terms = await callTerms(grant.effectKey).catch(() => null)
    if (terms && killSwitch.stopOf(doer) === null) return terms
    await sleep(askAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/**
 * Temporal may begin a run's next attempt before the last one of this process has heard that its time is over. Left
 * open, the run goes on where it is; it is closed once an attempt has its result, and none is at it any more.
 */
function openAttempts() {
  const open = new Map<string, { count: number; isOver: boolean }>()
  return {
    enter(runId: string) {
      const those = open.get(runId) ?? { count: 0, isOver: false }
      open.set(runId, those)
      those.count += 1
      return (run: OpenRun, isOver: boolean) => {
        those.count -= 1
        those.isOver ||= isOver
        if (those.count > 0) return
        open.delete(runId)
        if (those.isOver) run.close()
      }
    },
  }
}
