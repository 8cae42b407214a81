import type { z } from 'zod'
import type { EffectJournal, OpenRun, ParameterVault, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { isSafeCall } from '#domain/policy/gate-policy.ts'
import type { PastCall } from '#domain/run/changed-call.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { EffectResult, Grant } from '#domain/run/run.ts'
import type { AdvanceDesk } from './advance.ts'
import type { PerformedCall } from './contract.ts'
import { OddCalls } from './odd-calls.ts'
import { resultOf } from './tool-result.ts'

type Performed = z.output<typeof PerformedCall>

export interface ReturnedCallsDeps {
  desk: RunDesk
  journal: EffectJournal
  vault: ParameterVault
  /** Records a call that did not run as the gate let it pass and no open run is behind. Absent: nobody does. */
  past?(call: PastCall): void
  /** Something ran past the gate in a session of no run of ours: it, and the gateway, are to do no more. Absent: nobody does it. */
  cutOff?(sessionKey: string): void
}

/** What the tools told when their calls returned. */
export class ReturnedCalls {
  private readonly odd = new OddCalls()

  constructor(
    private readonly deps: ReturnedCallsDeps,
    private readonly advance: AdvanceDesk,
    /** Also the run that has just begun in the session, once it is known. */
    private readonly runBehind: (sessionKey: string) => Promise<OpenRun | null>,
  ) {}

  letPass: OddCalls['letPass'] = (call) => this.odd.letPass(call)

  /** Evidence of a granted call, journalled and reported; of one that nobody granted a finding. */
  performed(call: Performed): Promise<void> | void {
    this.odd.returned(call)
    const run = this.deps.desk.find(call.sessionKey)
    if (run) return this.inRun(run, call)
    return this.runBehind(call.sessionKey).then((found) =>
      found ? this.inRun(found, call) : this.alone(call),
    )
  }

  settle(run: OpenRun, grant: Grant, result: EffectResult, toolCallId?: string): void {
    this.deps.journal.finish(grant.effectKey, result, toolCallId)
    const known = this.deps.journal.find(grant.effectKey)
    if (known && known !== 'started') run.report(effectItemOf(grant, run.input.stepId, known))
  }

  private inRun(run: OpenRun, call: Performed): void {
    const { journal, vault } = this.deps
    const begun = [...run.input.grants, ...this.advance.used(run)].filter(
      ({ tool, effectKey }) =>
        tool === call.tool && journal.find(effectKey) !== null && this.mayBeOf(effectKey, call),
    )
    const hash = parametersHash(call.tool, call.args)
    if (call.allowed) this.odd.tellChanged(run, call, call.allowed)
    const isOpen = ({ effectKey }: Grant) => journal.find(effectKey) === 'started'
    const same = begun.filter((grant) => grant.hash === hash)
    const grant = same.find(isOpen) ?? same[0]
    const other = begun.find(isOpen)
    if (grant) this.settle(run, grant, resultOf(call), call.toolCallId)
    else if (other) {
      const detail = 'It was performed with other parameters than the approved ones. Look at what it did.'
      this.odd.markTold(call)
      const allowed = vault.find(other)
      if (allowed && !call.allowed) this.odd.tellChanged(run, call, allowed)
      this.settle(run, other, { outcome: 'uncertain', detail }, call.toolCallId)
    } else if (!isSafeCall(call.tool, call.args, run.input.policy) && this.odd.tellUngated(run, call))
      if (!isOwnRun(run.input.runId))
        // One of ours is ended where it passes the gate by (gate-watch.ts), and must stay within reach.
        this.deps.cutOff?.(call.sessionKey)
  }

  /** The permission of one call says nothing of another with the same parameters. Told again it has the same id. */
  private mayBeOf(effectKey: string, { toolCallId }: Performed): boolean {
    const known = this.deps.journal.callIdOf(effectKey)
    return known === null || toolCallId === '' || known === toolCallId
  }

  private alone(call: Performed): void {
    const past = this.odd.alone(call)
    if (!past) return
    this.deps.past?.(past)
    if (past.allowed === null) this.deps.cutOff?.(call.sessionKey)
  }
}
