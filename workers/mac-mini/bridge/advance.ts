import type { z } from 'zod'
import { begunCallOf } from '#activities/openclaw/effect-calls.ts'
import type {
  EffectJournal,
  KillSwitch,
  OpenRun,
  ParameterVault,
} from '#activities/openclaw/executor-desk.ts'
import { covers } from '#domain/grant/advance-rules.ts'
import type { AdvanceGrant } from '#domain/grant/grant.ts'
import { useIdOf } from '#domain/grant/use-id.ts'
import { canonicalOf, parametersHash } from '#domain/ledger/digest.ts'
import { maskedParameters } from '#domain/run/masking.ts'
import { type Grant, mostParameterBytes, type Parameters, type RunItem } from '#domain/run/run.ts'
import type { GateCall } from './contract.ts'
import { forgetOldest } from './known-runs.ts'

type Call = z.output<typeof GateCall>
type Asked = Pick<Call, 'tool' | 'params' | 'askId'>
type Made = Asked & Pick<Call, 'toolCallId'>

export interface AdvanceDeps {
  journal: EffectJournal
  vault: ParameterVault
  killSwitch: Pick<KillSwitch, 'isRevoked'>
}

/** Kept in memory; of one that is forgotten the journal tells as long as it has no end. */
const mostPassed = 2_000

interface Tried {
  tool: string
  parameters: Parameters
  hash: string
}

/** The permissions that a run brought along for calls that nobody is asked about. Each is used once, ever. */
export class AdvanceDesk {
  /** Runs whose end was told: what they did not use may be given to others from then on. */
  private readonly sealed = new WeakSet<OpenRun>()
  /** Of this process: the calls that were let pass, also once they have returned. */
  private readonly passed = new Map<string, Grant>()

  constructor(private readonly deps: AdvanceDeps) {}

  /** The permission that this call would use; null: there is none. */
  keyFor(run: OpenRun, asked: Asked): string | null {
    const call = triedOf(asked)
    return (call && this.found(run, call, asked.askId)?.effectKey) ?? null
  }

  /** Takes one for this call, on disk before it answers; the same ask has the same one. False: there is none. */
  use(run: OpenRun, asked: Made): boolean {
    const { sessionKey } = run.input
    const { askId, toolCallId } = asked
    const { journal } = this.deps
    const call = triedOf(asked)
    const found = call && this.found(run, call, askId)
    if (!found) return false
    const grant = grantOf(found, call)
    this.deps.vault.keep(grant.proposalId, call.tool, call.parameters)
    if (!journal.start(found.effectKey, begunCallOf(sessionKey, grant), { askId, toolCallId })) return false
    this.passed.set(found.effectKey, grant)
    forgetOldest(this.passed, mostPassed)
    run.report(itemOf(run, found, call))
    return true
  }

  private found(run: OpenRun, call: Tried, askId: string | undefined): AdvanceGrant | null {
    if (this.sealed.has(run)) return null
    const { journal, killSwitch } = this.deps
    const tried = { ...call, at: new Date().toISOString() }
    const free = (run.input.advance ?? []).filter(
      ({ effectKey, source }) =>
        journal.isFree(effectKey, askId) &&
        // Asked again it is the same call, or it is none that was let pass.
        (journal.begun(effectKey)?.grant.hash ?? call.hash) === call.hash &&
        covers(source, tried) &&
        !(source.kind === 'standing' && killSwitch.isRevoked?.(source.standingGrantId)),
    )
    return free.find(({ effectKey }) => journal.find(effectKey) !== null) ?? free[0] ?? null
  }

  /** Those of this run's that were used, as grants of one call each. */
  used(run: OpenRun): Grant[] {
    return (run.input.advance ?? []).flatMap((one) => {
      const known = this.passed.get(one.effectKey)
      const begun = this.deps.journal.begun(one.effectKey)?.grant
      if (known) return [known]
      return begun ? [{ ...begun, grantId: one.grantId, effectKey: one.effectKey }] : []
    })
  }

  /** At the end of a run: answers those that were used. Of one that was begun and that a crash kept from being told, that is told first. */
  seal(run: OpenRun): Grant[] {
    this.sealed.add(run)
    for (const one of run.input.advance ?? []) {
      const begun = this.deps.journal.begun(one.effectKey)?.grant
      const parameters = begun && this.deps.vault.find(begun)
      if (begun && parameters)
        run.report(itemOf(run, one, { tool: begun.tool, hash: begun.hash, parameters }))
    }
    return this.used(run)
  }
}

/** Null where it is longer than the record holds whole. */
const triedOf = ({ tool, params }: Asked): Tried | null =>
  Buffer.byteLength(canonicalOf(params)) > mostParameterBytes
    ? null
    : { tool, parameters: params, hash: parametersHash(tool, params) }

const grantOf = ({ grantId, effectKey }: AdvanceGrant, { tool, hash }: Tried): Grant => ({
  ...{ grantId, effectKey, tool, hash },
  proposalId: useIdOf(effectKey),
})

const itemOf = (
  run: OpenRun,
  { grantId, effectKey, source }: AdvanceGrant,
  { tool, hash, parameters }: Tried,
): RunItem => ({
  ...{ kind: 'passed', id: useIdOf(effectKey), at: new Date().toISOString(), stepId: run.input.stepId },
  ...{ tool, hash, grantId, effectKey, source },
  parameters: maskedParameters(parameters),
})
