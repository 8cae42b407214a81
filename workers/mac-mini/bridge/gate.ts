import type { z } from 'zod'
import type {
  EffectJournal,
  ExpectedCall,
  KillSwitch,
  OpenRun,
  ParameterVault,
  RunDesk,
} from '#activities/openclaw/executor-desk.ts'
import { recoveryTool } from '#activities/openclaw/transcript.ts'
import { agentOfSession } from '#activities/openclaw/turn-stops.ts'
import { canonicalOf, parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import { isDeniedTool, isSafeTool } from '#domain/policy/gate-policy.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import { type EffectResult, type Grant, mostParameterBytes, type Parameters } from '#domain/run/run.ts'
import { maskedParameters, maskedText } from '../masking.ts'
import { fileTools, isInWorkspace } from '../plugin/workspace-paths.js'
import type { GateAnswer, GateCall, PerformedCall, SeenCall, StopAnswer, StoppedCall } from './contract.ts'

type Call = z.output<typeof GateCall>
type Answer = z.output<typeof GateAnswer>
type Performed = z.output<typeof PerformedCall>

export interface GateDeps {
  desk: RunDesk
  journal: EffectJournal
  vault: ParameterVault
  killSwitch: KillSwitch
  /** Whether the worker can call the tool itself once it is approved. Waits a moment for a gateway that starts. */
  isOwnTool(tool: string): Promise<boolean>
  /** Runs that nobody here asked for. Absent: nobody records them. */
  foreign?: {
    began(call: z.output<typeof SeenCall>): void
    /** Until a run that has just begun in this session is one that the desk knows. */
    settled(sessionKey: string): Promise<void>
  }
  /** Where an agent's files are, asked only where the plugin does not know it. Absent is never known. */
  workspaceOf?(agentId: string): Promise<string | null>
}

/** Kept in memory; a recovery that is forgotten is asked for approval again. */
const mostRecoveries = 200
const mostSessions = 500
const notDone = 'It was NOT done. Do not repeat it.'
const block = (text: string): Answer => ({ decision: 'block', text })
const at = () => new Date().toISOString()
const bytesOf = (parameters: Parameters) => Buffer.byteLength(canonicalOf(parameters))

export const tooLong = (tool: string): Answer =>
  block(
    `The parameters of ${tool} are over ${mostParameterBytes / 1_024} KB, too long to be approved; put it in a file of the workspace and name the file. ${notDone}`,
  )

/** The same call in the same run is one proposal, also when a restarted gateway repeats the turn. */
export const proposalIdOf = (runId: string, tool: string, hash: string): string =>
  `p_${sha256Hex(canonicalOf({ runId, tool, hash })).slice(0, 24)}`

/** Decides on the Mac, from what the run was given: nothing here waits for the control plane. */
export class Gate {
  /** Calls that the worker is making itself, by session; each is let pass once. */
  private readonly expected = new Map<string, ExpectedCall>()
  /** Runs by which a gateway that restarted goes on with ours. */
  private readonly recoveries = new Set<string>()
  /** The run that was last seen to start in a session. */
  private readonly lastRuns = new Map<string, string>()
  private readonly ungated = new Set<string>()

  constructor(private readonly deps: GateDeps) {}

  /** Announces the worker's own call. The answer takes the announcement back. */
  expect(sessionKey: string, call: ExpectedCall): () => void {
    this.expected.set(sessionKey, call)
    return () => {
      if (this.expected.get(sessionKey) === call) this.expected.delete(sessionKey)
    }
  }

  /** Why whoever is in this session may do nothing now, also where nobody here started it; null: it may go on. */
  stopped({ agentId, sessionKey }: z.output<typeof StoppedCall>): z.output<typeof StopAnswer> {
    const owner = this.deps.desk.find(sessionKey)?.input ?? this.expected.get(sessionKey)?.owner
    const openclawAgentId = agentId ?? agentOfSession(sessionKey)
    const { projectId, agentId: ownId } = owner ?? {}
    return { stop: this.deps.killSwitch.stopOf({ openclawAgentId, projectId, agentId: ownId }) }
  }

  /** A run begins; it does not where it is stopped. */
  seen(call: z.output<typeof SeenCall>): z.output<typeof StopAnswer> {
    this.note(call)
    const answer = this.stopped(call)
    if (answer.stop === null && !this.isOfOurs(call)) this.deps.foreign?.began(call)
    return answer
  }

  /** The run that is open in its session, also where the gateway itself took that up again, or any that is a task's. */
  private isOfOurs({ runId = '', sessionKey }: z.output<typeof SeenCall>): boolean {
    const run = this.deps.desk.find(sessionKey)
    return isOwnRun(runId) || (run !== null && this.isOurs(run, runId))
  }

  /** Only these have our run's grants: others in our sessions (announcements, wake-ups) nobody here started. */
  private note({ runId, sessionKey, provenance }: z.output<typeof SeenCall>): void {
    const source = (provenance as { sourceTool?: unknown } | null)?.sourceTool
    if (!runId || !this.deps.desk.find(sessionKey)) return
    this.lastRuns.set(sessionKey, runId)
    forgetOldest(this.lastRuns, mostSessions)
    if (source !== recoveryTool) return
    this.recoveries.add(runId)
    forgetOldest(this.recoveries, mostRecoveries)
  }

  /** The plugin forgets which call was of which run when it is registered again; the session tells. */
  runIdOf({ sessionKey, runId }: { sessionKey: string; runId?: string }): string | undefined {
    return runId ?? this.lastRuns.get(sessionKey) ?? this.deps.desk.find(sessionKey)?.input.runId
  }

  async decide(call: Call): Promise<Answer> {
    const { stop } = this.stopped(call)
    if (stop) return block(`${stop}. ${notDone}`)
    const announced = this.expected.get(call.sessionKey)
    if (announced && !call.runId) return this.pass(call, announced)
    const run = await this.runBehind(call.sessionKey)
    if (!run && (await this.isRead(call))) return { decision: 'allow', params: call.params }
    if (!run) return block(`No open task of Front Office is behind this session. ${notDone}`)
    if (run.turnEnd.sinceMs() !== null && this.isOurs(run, call.runId)) {
      run.turnEnd.toldOfCall()
      return block(`Your turn has ended. ${notDone}`)
    }
    if (isDeniedTool(call.tool, run.input.policy))
      return block(`${call.tool} is not allowed here by policy. ${notDone}`)
    if (await this.isSafe(run, call)) return { decision: 'allow', params: call.params }
    const grant = this.unusedGrant(run, call)
    return grant ? this.use(grant, call) : this.propose(run, call)
  }

  private async runBehind(sessionKey: string): Promise<OpenRun | null> {
    const { desk, foreign } = this.deps
    await foreign?.settled(sessionKey)
    return desk.find(sessionKey)
  }

  /** A granted call returned: evidence, journalled and reported before the agent goes on. */
  performed(call: Performed): void {
    const { desk, journal } = this.deps
    const run = desk.find(call.sessionKey)
    if (!run) return
    const begun = run.input.grants.filter(
      ({ tool, effectKey }) => tool === call.tool && journal.find(effectKey) !== null,
    )
    const hash = parametersHash(call.tool, call.args)
    const isOpen = ({ effectKey }: Grant) => journal.find(effectKey) === 'started'
    const same = begun.filter((grant) => grant.hash === hash)
    const grant = same.find(isOpen) ?? same[0]
    const other = begun.find(isOpen)
    if (grant) this.settle(run, grant, resultOf(call))
    else if (other) {
      const detail = 'It was performed with other parameters than the approved ones. Look at what it did.'
      this.ungated.add(callKeyOf(call))
      this.settle(run, other, { outcome: 'uncertain', detail })
    } else if (!isSafeTool(call.tool, run.input.policy)) this.tellUngated(run, call)
  }

  /** Something let it pass that is not this gate: said, because nothing else would tell. */
  private tellUngated(run: OpenRun, call: Performed): void {
    const key = callKeyOf(call)
    if (this.ungated.has(key)) return
    this.ungated.add(key)
    forgetOldest(this.ungated, mostSessions)
    const { outcome, detail } = resultOf(call)
    const text = `${call.tool} ran without permission: it was neither safe nor approved, and did not come from the gate (${outcome}). Look at what it did. ${detail}`
    const id = `u_${sha256Hex(canonicalOf(['ungated', key])).slice(0, 24)}`
    run.report({ kind: 'update', id, at: at(), stepId: run.input.stepId, text })
  }

  /** At the end of a run: what was begun and never seen to return stays open for an operator. */
  settleUnconfirmed(run: OpenRun): void {
    for (const grant of run.input.grants) {
      if (this.deps.journal.find(grant.effectKey) !== 'started') continue
      const detail = 'It was allowed, and the run ended before it was seen to return.'
      this.settle(run, grant, { outcome: 'uncertain', detail })
    }
  }

  private settle(run: OpenRun, grant: Grant, result: EffectResult): void {
    this.deps.journal.finish(grant.effectKey, result)
    const known = this.deps.journal.find(grant.effectKey)
    if (known && known !== 'started') run.report(effectItemOf(grant, run.input.stepId, known))
  }

  private isOurs(run: OpenRun, runId = ''): boolean {
    return runId === run.input.runId || this.recoveries.has(runId)
  }

  /** Also of runs that nobody here started: the plugin asks only where it has not seen the workspace. */
  private async isRead({ tool, params, agentId, workspaceDir }: Call): Promise<boolean> {
    if (!fileTools.has(tool)) return false
    const workspace = workspaceDir ?? (agentId ? await this.deps.workspaceOf?.(agentId) : null)
    return Boolean(workspace) && isInWorkspace(tool, params, workspace)
  }

  /** A tool that reads any file is safe within the agent's workspace; outside it is asked for like the rest. */
  private async isSafe(run: OpenRun, { tool, params, agentId, workspaceDir }: Call): Promise<boolean> {
    const { policy, openclawAgentId } = run.input
    if (!isSafeTool(tool, policy)) return false
    if (!fileTools.has(tool) || policy.extraSafeTools.includes(tool)) return true
    const workspace = workspaceDir ?? (await this.deps.workspaceOf?.(agentId ?? openclawAgentId))
    return isInWorkspace(tool, params, workspace)
  }

  private pass(call: Call, announced: ExpectedCall): Answer {
    this.expected.delete(call.sessionKey)
    const isTheOne = call.tool === announced.tool && parametersHash(call.tool, call.params) === announced.hash
    return isTheOne
      ? { decision: 'allow', params: announced.parameters }
      : block(`This is not the call that was approved. ${notDone}`)
  }

  private unusedGrant(run: OpenRun, call: Call): Grant | null {
    if (!this.isOurs(run, call.runId)) return null
    const unused = run.input.grants.filter(
      (grant) => grant.tool === call.tool && this.deps.journal.find(grant.effectKey) === null,
    )
    const hash = parametersHash(call.tool, call.params)
    return unused.find((grant) => grant.hash === hash) ?? unused[0] ?? null
  }

  /** The recorded parameters run, whatever the model typed. The host merges, so a key too many would stay. */
  private use(grant: Grant, call: Call): Answer {
    const parameters = this.deps.vault.find(grant)
    if (!parameters)
      return block(`The approved parameters are not on this Mac any more, or were changed. ${notDone}`)
    const extra = Object.keys(call.params).filter((key) => !Object.hasOwn(parameters, key))
    if (extra.length > 0)
      return block(
        `Call ${call.tool} again without: ${extra.join(', ')}. The approved call has no such parameters.`,
      )
    if (!this.deps.journal.start(grant.effectKey)) return block(`The approval was used already. ${notDone}`)
    return { decision: 'allow', params: parameters }
  }

  private async propose(run: OpenRun, call: Call): Promise<Answer> {
    const { tool, params } = call
    const parameters = maskedParameters(params)
    // The vault holds the one and the record the other; either may be the longer one.
    if (Math.max(bytesOf(params), bytesOf(parameters)) > mostParameterBytes) return tooLong(tool)
    const hash = parametersHash(tool, params)
    const { runId, stepId } = run.input
    const id = proposalIdOf(runId, tool, hash)
    this.deps.vault.keep(id, tool, params)
    run.report({
      kind: 'proposal',
      id,
      at: at(),
      stepId,
      tool,
      parameters,
      hash,
      via: (await this.deps.isOwnTool(tool)) ? 'invoke' : 'resume',
    })
    return block(
      `${tool} is held for approval by an operator (${id}). ${notDone} Go on with what does not need it, or end your turn; you are called again when it is decided.`,
    )
  }
}

const callKeyOf = ({ sessionKey, runId, toolCallId }: Performed) =>
  canonicalOf([sessionKey, runId ?? '', toolCallId])

function forgetOldest(kept: Set<string> | Map<string, string>, most: number): void {
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}

interface ToolDetails {
  status?: unknown
  exitCode?: unknown
}

/** By the tool's own word: an exit code, an error, or that it still runs in the background. */
function resultOf({ isError, result }: Performed): EffectResult {
  const details = ((result as { details?: unknown } | null)?.details ?? {}) as ToolDetails
  const detail = detailOf(result)
  if (details.status === 'running')
    return { outcome: 'uncertain', detail: `It still runs in the background. ${detail}` }
  const hasFailed = isError || (typeof details.exitCode === 'number' && details.exitCode !== 0)
  return { outcome: hasFailed ? 'failed' : 'performed', detail }
}

/** A tool's answer in words, secrets masked, at most 4,000 characters. */
export function detailOf(result: unknown): string {
  const content = (result as { content?: unknown } | null)?.content ?? result
  const parts = Array.isArray(content) ? content.map((part) => part?.text ?? '') : [content]
  const words = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? undefined)))
  return maskedText(words.filter(Boolean).join('\n')).slice(0, 4_000)
}
