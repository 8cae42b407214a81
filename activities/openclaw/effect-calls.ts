import type { CallTerms } from '#domain/run/call-terms.ts'
import { callRefusal } from '#domain/run/call-terms-rules.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import type { EffectRequest, EffectResult, Grant, Parameters } from '#domain/run/run.ts'
import type {
  BegunCall,
  CallGate,
  EffectJournal,
  KillSwitch,
  ParameterVault,
  RunDesk,
} from './executor-desk.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import { Invoked, wordsOf } from './openclaw-wire.ts'
import { type Fate, fateOf, type LostCall } from './receipts.ts'

export interface EffectDeps {
  gateway: Gateway
  desk: RunDesk
  journal: EffectJournal
  vault: ParameterVault
  gate: CallGate
  killSwitch: KillSwitch
  /** What policy says by now of a call that was approved. Throws where the control plane does not answer. */
  callTerms(effectKey: string): Promise<CallTerms>
  masked(text: string): string
}

const invokeTimeoutMs = 120_000
const lost = 'The worker or the gateway stopped while it was being done.'
const gone = 'The approved parameters are not on the Mac any more.'
const forgotten =
  'The journal of this Mac was lost since an earlier attempt at it, which may have made the call: look where it would have arrived.'

/** The worker's own calls of approved tools: each begun once, ever, and its answer shared by all who ask. */
export function createEffects(deps: EffectDeps) {
  const { journal, vault } = deps
  /** Begun in this process and not answered yet. Begun and not among these: by a process that is gone. */
  const underWay = new Map<string, Promise<EffectResult | null>>()

  function shared<T extends EffectResult | null>(effectKey: string, work: () => Promise<T>): Promise<T> {
    const working = work().finally(() => underWay.delete(effectKey))
    underWay.set(effectKey, working)
    return working
  }

  /** Null: it was never begun, or is known to have never got there. */
  async function known(effectKey: string): Promise<EffectResult | null> {
    const calling = underWay.get(effectKey)
    if (calling) return calling
    const found = journal.find(effectKey)
    return found === 'started' ? shared(effectKey, () => ofLostProcess(deps, effectKey)) : found
  }

  return {
    /**
     * `ready` waits for the gateway, and until no kill switch stops the agent. It answers what policy says by then.
     * `triedIn`: the journal of the attempt before this one; null where there was none, or it is not known.
     */
    async perform(
      request: EffectRequest,
      ready: () => Promise<CallTerms>,
      triedIn: string | null,
    ): Promise<EffectResult> {
      const { sessionKey, grant } = request
      const answer = await known(grant.effectKey)
      if (answer) return answer
      if (triedIn !== null && triedIn !== journal.journalId)
        return { outcome: 'uncertain', detail: forgotten }
      const parameters = vault.find(grant)
      if (!parameters) return { outcome: 'failed', detail: gone }
      const refusal = callRefusal(await ready(), grant.tool, parameters)
      if (refusal !== null) return { outcome: 'failed', detail: deps.masked(refusal).slice(0, 4_000) }
      if (!journal.start(grant.effectKey, begunCallOf(sessionKey, grant)))
        return (await known(grant.effectKey)) ?? { outcome: 'uncertain', detail: lost }
      return shared(grant.effectKey, () => called(deps, request, parameters))
    },

    /** What is told to have never begun can't begin after: an attempt that Temporal gave up may still wait here. */
    async seen(effectKey: string): Promise<EffectResult> {
      const answer = await known(effectKey)
      if (answer) return answer
      journal.makeVoid(effectKey, 'looked_for')
      return (await known(effectKey)) ?? { outcome: 'uncertain', detail: lost }
    },
  }
}

/** Begun by a process that is gone. Null: it is known to have never got there. */
async function ofLostProcess(deps: EffectDeps, effectKey: string): Promise<EffectResult | null> {
  const { journal, vault } = deps
  const begun = journal.begun(effectKey)
  const parameters = begun && vault.find(begun.grant)
  const fate = begun && parameters ? await askedFate(deps, { ...begun, parameters }) : unknown
  if (fate.kind === 'never') journal.reopen(effectKey)
  else journal.finish(effectKey, fate.kind === 'ended' ? fate.result : { outcome: 'uncertain', detail: lost })
  const settled = journal.find(effectKey)
  return settled === 'started' ? { outcome: 'uncertain', detail: lost } : settled
}

/** Begun, and journalled by its answer; who was told otherwise meanwhile is told again. */
async function called(
  deps: EffectDeps,
  request: EffectRequest,
  parameters: Parameters,
): Promise<EffectResult> {
  const { desk, journal } = deps
  const { taskId, stepId, grant } = request
  const result = await answerOf(deps, request, parameters)
  const wasToldOtherwise = journal.find(grant.effectKey) !== 'started'
  const isNews = journal.finish(grant.effectKey, result)
  if (isNews && wasToldOtherwise) desk.tell(taskId, effectItemOf(grant, stepId, result))
  const settled = journal.find(grant.effectKey)
  return settled && settled !== 'started' ? settled : result
}

const unknown: Fate = { kind: 'unknown' }

/** A call as the journal has it from before it is made. */
export const begunCallOf = (sessionKey: string, { proposalId, tool, hash }: Grant): BegunCall => ({
  sessionKey,
  grant: { proposalId, tool, hash },
})

/** Made again only where the tool's own log says that it never began it. */
async function answerOf(
  deps: EffectDeps,
  request: EffectRequest,
  parameters: Parameters,
): Promise<EffectResult> {
  for (;;) {
    const at = new Date().toISOString()
    const answer = await invoke(deps, request, parameters)
    if (!isLost(answer)) return answer
    const begun = begunCallOf(request.sessionKey, request.grant)
    const fate = await askedFate(deps, { ...begun, at, parameters })
    if (fate.kind === 'ended') return fate.result
    if (fate.kind === 'unknown')
      return { outcome: 'uncertain', detail: `${lost} (${deps.masked(answer.lost)})`.slice(0, 4_000) }
  }
}

async function askedFate({ gateway, masked }: EffectDeps, call: LostCall): Promise<Fate> {
  const fate = await fateOf(gateway, call)
  if (fate.kind !== 'ended') return fate
  const { outcome, detail } = fate.result
  return { kind: 'ended', result: { outcome, detail: masked(detail).slice(0, 4_000) } }
}

/** No answer came. */
interface Lost {
  lost: string
}
const isLost = (answer: EffectResult | Lost): answer is Lost => 'lost' in answer

async function invoke(
  { gateway, gate, masked }: EffectDeps,
  { sessionKey, owner, grant }: EffectRequest,
  parameters: Parameters,
): Promise<EffectResult | Lost> {
  const { tool, hash } = grant
  const done = gate.expect(sessionKey, { tool, hash, parameters, owner })
  try {
    const params = { name: tool, args: parameters, sessionKey }
    const answer = await gateway.request(Invoked, 'tools.invoke', params, invokeTimeoutMs)
    const detail = masked(answer.ok ? wordsOf(answer.output) : (answer.error?.message ?? '')).slice(0, 4_000)
    return { outcome: answer.ok ? 'performed' : 'failed', detail }
  } catch (error) {
    if (error instanceof GatewayRefusal) return { outcome: 'failed', detail: masked(error.message) }
    return { lost: error instanceof GatewayLost ? error.message : 'the gateway’s answer was not understood' }
  } finally {
    done()
  }
}
