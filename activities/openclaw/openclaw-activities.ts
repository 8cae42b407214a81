import { Context } from '@temporalio/activity'
import { CancelledFailure } from '@temporalio/common'
import type { FileLook, FileSeen } from '#domain/quality/check-rules.ts'
import { type EffectRequest, mostResultItemBytes } from '#domain/run/run.ts'
import { sha256OfFile } from '#platform/blobs/file-hash.ts'
import { AgentTurn } from './agent-turn.ts'
import { beating, connected, isCancelled, Progress } from './beating.ts'
import type { ExecutorActivities, LeftRun, RunActivities } from './contract.ts'
import { createEffects, type EffectDeps } from './effect-calls.ts'
import type { OpenRun } from './executor-desk.ts'
import type { Gateway } from './openclaw-client.ts'
import { abortSession } from './session-abort.ts'
import { agentOfSession, untilAllowed } from './turn-stops.ts'
import { fileWithin, openFound } from './workspace-file.ts'

export interface OpenClawDeps extends EffectDeps {
  /** The worker stops at once: its runs live on, and its attempts at them are over. */
  stopping?: AbortSignal
}

/** The activities of one executor. All of them answer a repeat from what the Mac has on disk. */
export function createOpenClawActivities(deps: OpenClawDeps): RunActivities & ExecutorActivities {
  const { gateway, desk, gate, killSwitch, masked, stopping } = deps
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
      const { usedMs } = Progress.parse(context.info.heartbeatDetails ?? {})
      const { turnEnd } = run
      const by = { gateway, killSwitch, run, turnEnd, signal, isStopping, usedMs, masked }
      const turn = new AgentTurn(by)
      const left = () => run.unsentWithin(mostResultItemBytes, isStopping)
      let isOver = false
      try {
        const result = await beating(
          async () => {
            const ended = await turn.take().catch(async (error) => {
              throw isCancelled(context) ? leaving({ items: await left() }) : error
            })
            gate.settleUnconfirmed(run)
            return { ...ended, items: await left() }
          },
          () => ({ usedMs: turn.usedMs }),
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
      beating((signal) => effects.perform(request, () => mayCall(deps, request, signal))),

    seenPerformed: (effectKey) => beating(() => effects.seen(effectKey)),

    abortRun: (sessionKey) => beating((signal) => abortSession(gateway, sessionKey, signal)),

    checkFile: (look) =>
      beating(async (signal) => {
        await connected(gateway, signal)
        return seenFile(gateway, look)
      }),
  }
}

const leaving = (left: LeftRun) => new CancelledFailure('The task was cancelled.', [left])

/** The gateway is there and nothing is stopped, both at once. */
async function mayCall(
  { gateway, killSwitch }: OpenClawDeps,
  { sessionKey, owner }: EffectRequest,
  signal: AbortSignal,
): Promise<void> {
  const doer = { openclawAgentId: agentOfSession(sessionKey), ...owner }
  do {
    await untilAllowed(killSwitch, doer, signal)
    await connected(gateway, signal)
  } while (killSwitch.stopOf(doer) !== null)
}

/** The agent is the one whose session it is: `agent:<id>:…`. Only its gateway knows where its files are. */
async function seenFile(gateway: Gateway, { sessionKey, location }: FileLook): Promise<FileSeen> {
  const agentId = agentOfSession(sessionKey)
  const workspace = await gateway.workspaceOf(agentId)
  if (!workspace) return { problem: `The gateway does not say where the files of its agent ${agentId} are.` }
  const file = fileWithin(workspace, location)
  if (!file) return { problem: 'There is no such file in the workspace any more.' }
  try {
    return { hash: await sha256OfFile(await openFound(file)), size: file.size }
  } catch (error) {
    return { problem: `The file can't be read: ${(error as NodeJS.ErrnoException).code}.` }
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
