import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { canonicalOf, parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import { effectClassOf } from '#domain/policy/gate-policy.ts'
import { type BlockedCall, type BlockWhy, mostHostLength } from '#domain/run/blocked-call.ts'
import type { Parameters } from '#domain/run/run.ts'
import { forgetOldest } from './known-runs.ts'
import type { StrayCall } from './stray-calls.ts'

export interface BlockedCallsDeps {
  desk: RunDesk
  /** Records what no open run is behind. Absent: nobody does. */
  stray?(call: StrayCall): void
}
export interface Tried {
  sessionKey: string
  runId?: string | undefined
  tool: string
  params: Parameters
}
export interface Blocked {
  why: BlockWhy
  /** The effect that it would have been. */
  proposalId?: string | undefined
  /** Where it would have gone and may not. */
  host?: string | null | undefined
}

interface Count {
  call: Omit<BlockedCall, 'times'>
  times: number
  told: number
}
type Counts = Map<string, Count>

/** Different calls of a run that are listed one by one; what it tries beyond is counted together. */
const mostKinds = 50
const mostRuns = 500
const rest = 'rest'

/** What the gate blocked, on the record: the first of its kind in a run, and then how often, ever more seldom. */
export class BlockedCalls {
  private readonly runs = new Map<string, Counts>()

  constructor(private readonly deps: BlockedCallsDeps) {}

  note(tried: Tried, blocked: Blocked): void {
    const call = callOf(tried, blocked)
    const run = this.deps.desk.find(tried.sessionKey)
    if (run) this.count(run, call)
    else this.deps.stray?.(strayOf(tried, call))
  }

  /** Told before the run ends: how often in all. */
  settle(run: OpenRun): void {
    for (const [key, count] of this.runs.get(run.input.runId) ?? []) tell(run, key, count)
    this.runs.delete(run.input.runId)
  }

  private count(run: OpenRun, call: Count['call']): void {
    const counts = this.countsOf(run.input.runId)
    const own = keyOf(call)
    const isRest = !counts.has(own) && counts.size >= mostKinds
    // Each of these is a proposal already.
    if (isRest && call.why === 'held') return
    const key = isRest ? rest : own
    const count = counts.get(key) ?? { call: isRest ? restOf(call) : call, times: 0, told: 0 }
    counts.set(key, count)
    count.times += 1
    // The first one that is held is a proposal, which says it.
    if (count.times === 1 && call.why === 'held') count.told = 1
    else if (isStep(count.times)) tell(run, key, count)
  }

  private countsOf(runId: string): Counts {
    const counts = this.runs.get(runId) ?? new Map()
    this.runs.delete(runId)
    this.runs.set(runId, counts)
    forgetOldest(this.runs, mostRuns)
    return counts
  }
}

/** 1, 2, 10, 100, … */
const isStep = (times: number) => times === 2 || /^10*$/.test(String(times))
const keyOf = ({ tool, hash, why }: Count['call']) => canonicalOf([tool, hash, why])
const restOf = ({ proposalId: _, host: __, ...call }: Count['call']) => ({ ...call, isRest: true })

/** Its id is of the run, the call and the number, so that a repeat is known for one. */
function tell(run: OpenRun, key: string, count: Count): void {
  const { call, times } = count
  if (times <= count.told) return
  count.told = times
  const { runId, stepId } = run.input
  const id = `b_${sha256Hex(canonicalOf(['blocked', runId, key, times])).slice(0, 24)}`
  run.report({ kind: 'call_blocked', id, at: new Date().toISOString(), stepId, ...call, times })
}

function callOf({ tool, params }: Tried, { why, proposalId, host }: Blocked): Count['call'] {
  return {
    tool: tool.slice(0, 200),
    effectClass: effectClassOf(tool, params),
    hash: parametersHash(tool, params),
    why,
    ...(proposalId && { proposalId }),
    ...(host && { host: host.slice(0, mostHostLength) }),
  }
}

const strayOf = (
  { sessionKey, runId }: Tried,
  { tool, effectClass, hash, why }: Count['call'],
): StrayCall => ({
  ...{ tool, effectClass, hash, why },
  sessionKey: sessionKey.slice(0, 300),
  runId: runId?.slice(0, 300) ?? null,
})
