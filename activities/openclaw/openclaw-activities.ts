import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { z } from 'zod'
import type { EffectRequest, EffectResult, Parameters } from '#domain/run/run.ts'
import { AgentTurn } from './agent-turn.ts'
import type { ExecutorActivities, RunActivities } from './contract.ts'
import type { CallGate, EffectJournal, ParameterVault, RunDesk } from './executor-desk.ts'
import { type Gateway, GatewayLost, GatewayRefusal } from './openclaw-client.ts'
import { Invoked, wordsOf } from './openclaw-wire.ts'

export interface OpenClawDeps {
  gateway: Gateway
  desk: RunDesk
  journal: EffectJournal
  vault: ParameterVault
  gate: CallGate
  masked(text: string): string
}

/** Heartbeat details: what of the deadline earlier attempts used, milliseconds. */
const Progress = z.object({ usedMs: z.number().default(0) })
const beatMs = 2_000
const invokeTimeoutMs = 120_000
const lost = 'The worker or the gateway stopped while it was being done. It may or may not have happened.'

/** The activities of one executor. All of them answer a repeat from what the Mac has on disk. */
export function createOpenClawActivities(deps: OpenClawDeps): RunActivities & ExecutorActivities {
  const { gateway, desk, journal, vault, gate, masked } = deps

  return {
    async runAgent(input) {
      const context = Context.current()
      const run = desk.open(input)
      const signal = context.cancellationSignal
      const isStopping = () => signal.aborted && !isCancelled(context)
      const { usedMs } = Progress.parse(context.info.heartbeatDetails ?? {})
      const turn = new AgentTurn({ gateway, run, signal, isStopping, usedMs, masked })
      try {
        const ended = await beating(
          () => turn.take(),
          () => ({ usedMs: turn.usedMs }),
        )
        gate.settleUnconfirmed(run)
        return { ...ended, items: run.unsent() }
      } finally {
        // Left open, it goes on: the next attempt finds it where this one was.
        if (!isStopping()) run.close()
      }
    },

    performEffect: (request) =>
      beating(async (signal) => {
        const known = journal.find(request.grant.effectKey)
        if (known === 'started') return uncertain(journal, request.grant.effectKey)
        if (known) return known
        const parameters = vault.find(request.grant)
        if (!parameters)
          return { outcome: 'failed', detail: 'The approved parameters are not on the Mac any more.' }
        await connected(gateway, signal)
        if (!journal.start(request.grant.effectKey)) return uncertain(journal, request.grant.effectKey)
        const result = await invoke(deps, request, parameters)
        journal.finish(request.grant.effectKey, result)
        return result
      }),

    async seenPerformed(effectKey) {
      const known = journal.find(effectKey)
      if (known === 'started') return uncertain(journal, effectKey)
      return known ?? { outcome: 'failed', detail: 'It was never started on the Mac.' }
    },

    abortRun: (sessionKey) =>
      beating(async (signal) => {
        await connected(gateway, signal)
        await gateway.request(Invoked.partial(), 'sessions.abort', { key: sessionKey })
      }),
  }
}

/**
 * Asked for by the workflow. A worker that stops, a heartbeat that came too late, a pause and a reset end this attempt
 * and not the run: it lives on in the gateway, and the next attempt takes it over.
 */
const isCancelled = (context: Context) => context.cancellationDetails?.cancelRequested === true

/** Temporal hears from the activity all the time; an attempt that is over hands it back to be done again. */
async function beating<T>(
  work: (signal: AbortSignal) => Promise<T>,
  progress: () => z.infer<typeof Progress> | undefined = () => undefined,
): Promise<T> {
  const context = Context.current()
  const timer = setInterval(() => context.heartbeat(progress()), beatMs)
  context.heartbeat(progress())
  try {
    return await work(context.cancellationSignal)
  } catch (error) {
    if (!context.cancellationSignal.aborted) throw error
    if (isCancelled(context)) throw context.cancellationSignal.reason
    throw ApplicationFailure.retryable('this attempt is over; another one goes on', 'AttemptOver')
  } finally {
    clearInterval(timer)
  }
}

async function connected(gateway: Gateway, signal: AbortSignal): Promise<void> {
  while (!(await gateway.whenConnected(signal, 60_000))) signal.throwIfAborted()
}

function uncertain(journal: EffectJournal, effectKey: string): EffectResult {
  const result: EffectResult = { outcome: 'uncertain', detail: lost }
  journal.finish(effectKey, result)
  return result
}

/** Not knowing is an answer: from here on nothing is tried again. */
async function invoke(
  { gateway, gate, masked }: OpenClawDeps,
  { sessionKey, grant }: EffectRequest,
  parameters: Parameters,
): Promise<EffectResult> {
  const { tool, hash } = grant
  const done = gate.expect(sessionKey, { tool, hash, parameters })
  try {
    const params = { name: tool, args: parameters, sessionKey }
    const answer = await gateway.request(Invoked, 'tools.invoke', params, invokeTimeoutMs)
    const detail = masked(answer.ok ? wordsOf(answer.output) : (answer.error?.message ?? '')).slice(0, 4_000)
    return { outcome: answer.ok ? 'performed' : 'failed', detail }
  } catch (error) {
    if (error instanceof GatewayRefusal) return { outcome: 'failed', detail: masked(error.message) }
    const why = error instanceof GatewayLost ? error.message : 'the gateway’s answer was not understood'
    return { outcome: 'uncertain', detail: `${lost} (${masked(why)})`.slice(0, 4_000) }
  } finally {
    done()
  }
}
