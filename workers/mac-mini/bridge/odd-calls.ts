import type { z } from 'zod'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import { canonicalOf, parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import { isSafeCall } from '#domain/policy/gate-policy.ts'
import { Policy } from '#domain/policy/policy.ts'
import type { CallSide, ChangedCall, PastCall } from '#domain/run/changed-call.ts'
import { maskedParameters } from '#domain/run/masking.ts'
import type { Parameters, RunItem } from '#domain/run/run.ts'
import type { GateCall, PerformedCall } from './contract.ts'
import { forgetOldest } from './known-runs.ts'
import { resultOf } from './tool-result.ts'

type Performed = z.output<typeof PerformedCall>
type Passed = Pick<z.output<typeof GateCall>, 'sessionKey' | 'toolCallId' | 'tool'>

const mostTold = 500
const mostPassed = 5_000
/** What may pass without asking where nobody knows whose policy holds. */
const noPolicy = Policy.parse({})
const now = () => new Date().toISOString()
/** The run is not always told with both. */
const passKeyOf = ({ sessionKey, toolCallId, tool }: Passed) => canonicalOf([sessionKey, toolCallId, tool])
const callKeyOf = ({ sessionKey, runId, toolCallId }: Performed) =>
  canonicalOf([sessionKey, runId ?? '', toolCallId])

/** Calls that ran without the gate, or otherwise than it had let them pass: on the record, as nothing else would tell. */
export class OddCalls {
  private readonly told = new Set<string>()
  /** Of this process: what was let pass and was not seen to return yet. */
  private readonly passed = new Set<string>()

  /** What it did is told otherwise. */
  markTold(call: Performed): void {
    this.told.add(callKeyOf(call))
    forgetOldest(this.told, mostTold)
  }

  /** By the gate, whatever for: it is none that ran past it, also once its run is over. */
  letPass(call: Passed): void {
    this.passed.add(passKeyOf(call))
    forgetOldest(this.passed, mostPassed)
  }

  /** Before anything is told of it. */
  returned(call: Performed): void {
    if (this.passed.delete(passKeyOf(call))) this.markTold(call)
  }

  /** Another plugin changed it after the gate: on the record with both, and a finding. */
  tellChanged(run: OpenRun, call: Performed, allowed: Parameters): void {
    const { tool, args } = call
    const hash = parametersHash(tool, allowed)
    if (hash === parametersHash(tool, args)) return
    const proposalId = run.input.grants.find((grant) => grant.hash === hash)?.proposalId
    run.report(itemOf(run, call, { ...changeOf(call, allowed), ...(proposalId && { proposalId }) }))
  }

  /** Something let it pass that is not this gate: on the record, and a finding. False: that is known. */
  tellUngated(run: OpenRun, call: Performed): boolean {
    const isNews = this.isNews(call)
    if (isNews) run.report(itemOf(run, call, changeOf(call, null)))
    return isNews
  }

  /** Either where no open run is behind it; null: it ran as it was let pass, or is told. */
  alone(call: Performed): PastCall | null {
    const { tool, args, allowed = null } = call
    const isOdd =
      allowed === null
        ? !isSafeCall(tool, args, noPolicy) && this.isNews(call)
        : parametersHash(tool, allowed) !== parametersHash(tool, args)
    if (!isOdd) return null
    const runId = call.runId?.slice(0, 300) ?? null
    return { ...changeOf(call, allowed), runId, at: now() }
  }

  private isNews(call: Performed): boolean {
    if (this.told.has(callKeyOf(call))) return false
    this.markTold(call)
    return true
  }
}

/** Canonical JSON; of longer ones the hash is enough. */
const mostBytes = 16 * 1_024

/** Of a call that did not run as it was let pass (null: it was not). */
function changeOf(call: Performed, allowed: Parameters | null) {
  const { tool, args, sessionKey } = call
  const { outcome, detail } = resultOf(call)
  return {
    tool: tool.slice(0, 200),
    allowed: allowed && sideOf(tool, allowed),
    effective: sideOf(tool, args),
    sessionKey: sessionKey.slice(0, 300),
    ...(allowed === null && { answer: `${outcome}: ${detail}` }),
  }
}

function sideOf(tool: string, parameters: Parameters): CallSide {
  const shown = maskedParameters(parameters)
  const isShort = Buffer.byteLength(canonicalOf(shown)) <= mostBytes
  return { hash: parametersHash(tool, parameters), parameters: isShort ? shown : null }
}

/** The same when it is told again. */
function itemOf({ input: { stepId } }: OpenRun, call: Performed, change: ChangedCall): RunItem {
  const what = change.allowed ? 'changed' : 'ungated'
  const id = `c_${sha256Hex(canonicalOf([what, callKeyOf(call)])).slice(0, 24)}`
  return { kind: 'call_changed', id, at: now(), stepId, ...change }
}
