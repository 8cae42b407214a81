import { effectItemOf } from '#domain/run/effect-item.ts'
import type { EffectRequest, EffectResult, Parameters } from '#domain/run/run.ts'
import type { CallGate, EffectJournal, ParameterVault, RunDesk } from './executor-desk.ts'
import { type Gateway, GatewayLost, GatewayRefusal } from './openclaw-client.ts'
import { Invoked, wordsOf } from './openclaw-wire.ts'

export interface EffectDeps {
  gateway: Gateway
  desk: RunDesk
  journal: EffectJournal
  vault: ParameterVault
  gate: CallGate
  masked(text: string): string
}

const invokeTimeoutMs = 120_000
const lost = 'The worker or the gateway stopped while it was being done. It may or may not have happened.'
const gone = 'The approved parameters are not on the Mac any more.'

/** The worker's own calls of approved tools: each begun once, ever, and its answer shared by all who ask. */
export function createEffects(deps: EffectDeps) {
  const { desk, journal, vault } = deps
  /** Begun in this process and not answered yet. Begun and not among these: by a process that is gone. */
  const underWay = new Map<string, Promise<EffectResult>>()

  async function known(effectKey: string): Promise<EffectResult | null> {
    const calling = underWay.get(effectKey)
    if (calling) return calling
    const found = journal.find(effectKey)
    if (found !== 'started') return found
    const result: EffectResult = { outcome: 'uncertain', detail: lost }
    journal.finish(effectKey, result)
    return result
  }

  async function call(request: EffectRequest, parameters: Parameters): Promise<EffectResult> {
    const { taskId, stepId, grant } = request
    const result = await invoke(deps, request, parameters)
    const wasToldOtherwise = journal.find(grant.effectKey) !== 'started'
    const isNews = journal.finish(grant.effectKey, result)
    if (isNews && wasToldOtherwise) desk.tell(taskId, effectItemOf(grant, stepId, result))
    const settled = journal.find(grant.effectKey)
    return settled && settled !== 'started' ? settled : result
  }

  return {
    /** `ready` waits for the gateway; nothing is begun before. */
    async perform(request: EffectRequest, ready: () => Promise<void>): Promise<EffectResult> {
      const { effectKey } = request.grant
      const answer = await known(effectKey)
      if (answer) return answer
      const parameters = vault.find(request.grant)
      if (!parameters) return { outcome: 'failed', detail: gone }
      await ready()
      if (!journal.start(effectKey)) return (await known(effectKey)) ?? { outcome: 'uncertain', detail: lost }
      const calling = call(request, parameters).finally(() => underWay.delete(effectKey))
      underWay.set(effectKey, calling)
      return calling
    },

    async seen(effectKey: string): Promise<EffectResult> {
      return (await known(effectKey)) ?? { outcome: 'failed', detail: 'It was never started on the Mac.' }
    },
  }
}

/** Not knowing is an answer: from here on nothing is tried again. */
async function invoke(
  { gateway, gate, masked }: EffectDeps,
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
