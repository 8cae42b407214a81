import type { z } from 'zod'
import type { ExpectedCall, KillSwitch, OpenRun } from '#activities/openclaw/executor-desk.ts'
import { canonicalOf, parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import { addressRefusal, refusedHost } from '#domain/policy/domain-rules.ts'
import { isDeniedTool, isSafeCall } from '#domain/policy/gate-policy.ts'
import { agentOfKey, isOwnSession } from '#domain/run/foreign-run-rules.ts'
import { maskedParameters } from '#domain/run/masking.ts'
import { type Grant, mostParameterBytes, type Parameters } from '#domain/run/run.ts'
import { fileTools, isInWorkspace } from '../plugin/workspace-paths.js'
import { AdvanceDesk } from './advance.ts'
import { BlockedCalls } from './blocked-calls.ts'
import type {
  BlockedAtPlugin,
  GateAnswer,
  GateCall,
  PerformedCall,
  SeenCall,
  StopAnswer,
  StoppedCall,
} from './contract.ts'
import {
  type AsksTerms,
  block,
  forbiddenNow,
  type Judged,
  notDone,
  ownStop,
  passingNow,
  tooLong,
} from './judged.ts'
import { KnownRuns } from './known-runs.ts'
import { ReturnedCalls, type ReturnedCallsDeps } from './returned-calls.ts'
import type { StrayCall } from './stray-calls.ts'

type Call = z.output<typeof GateCall>
type Answer = z.output<typeof GateAnswer>

export interface GateDeps extends AsksTerms, ReturnedCallsDeps {
  killSwitch: KillSwitch
  /** Whether the worker can call the tool itself once it is approved. Waits a moment for a gateway that starts. */
  isOwnTool(tool: string): Promise<boolean>
  /** Runs that nobody here asked for. Absent: nobody records them. */
  foreign?: {
    began(call: z.output<typeof SeenCall>): void
    /** Until a run that has just begun in this session is one that the desk knows. */
    settled(sessionKey: string): Promise<void>
  }
  /** Records calls that no open run is behind. Absent: nobody does. */
  stray?(call: StrayCall): void
  /** Where an agent's files are, asked only where the plugin does not know it. Absent is never known. */
  workspaceOf?(agentId: string): Promise<string | null>
}

const at = () => new Date().toISOString()
const bytesOf = (parameters: Parameters) => Buffer.byteLength(canonicalOf(parameters))

/** The same call in the same run is one proposal, also when a restarted gateway repeats the turn. */
export const proposalIdOf = (runId: string, tool: string, hash: string): string =>
  `p_${sha256Hex(canonicalOf({ runId, tool, hash })).slice(0, 24)}`

/** Decides on the Mac, from what the run was given. Of a call that is permitted the control plane is asked, for 2 s at most. */
export class Gate {
  /** Calls that the worker is making itself, by session; each is let pass once. */
  private readonly expected = new Map<string, ExpectedCall>()
  private readonly blocked: BlockedCalls
  private readonly runs: KnownRuns
  private readonly advance: AdvanceDesk
  private readonly returned: ReturnedCalls

  constructor(private readonly deps: GateDeps) {
    this.blocked = new BlockedCalls(deps)
    this.runs = new KnownRuns(deps.desk)
    this.advance = new AdvanceDesk(deps)
    this.returned = new ReturnedCalls(deps, this.advance, (sessionKey) => this.runBehind(sessionKey))
  }

  /** Announces the worker's own call. The answer takes the announcement back. */
  expect(sessionKey: string, call: ExpectedCall): () => void {
    this.expected.set(sessionKey, call)
    return () => {
      if (this.expected.get(sessionKey) === call) this.expected.delete(sessionKey)
    }
  }

  /** Why whoever is in this session may do nothing now, also where nobody here started it; null: it may go on. */
  stopped({ agentId, sessionKey, isReport }: z.output<typeof StoppedCall>): z.output<typeof StopAnswer> {
    const run = this.deps.desk.find(sessionKey)
    const openclawAgentId = agentId ?? agentOfKey(sessionKey)
    const { projectId, agentId: ownId } = run?.input ?? this.expected.get(sessionKey)?.owner ?? {}
    const stop = this.deps.killSwitch.stopOf({ openclawAgentId, projectId, agentId: ownId })
    return { stop: stop ?? (isReport ? null : ownStop(run)) }
  }

  /** A run begins; it does not where it is stopped. */
  seen(call: z.output<typeof SeenCall>): z.output<typeof StopAnswer> {
    this.runs.note(call)
    const answer = this.stopped(call)
    if (answer.stop === null && !this.runs.isOfOurs(call)) this.deps.foreign?.began(call)
    return answer
  }

  /** The plugin forgets which call was of which run when it is registered again; the session tells. */
  runIdOf = (call: { sessionKey: string; runId?: string }): string | undefined => this.runs.runIdOf(call)
  hasSeen = (runId: string): boolean => this.runs.hasSeen(runId)
  isOurs = (run: OpenRun, runId?: string): boolean => this.runs.isOurs(run, runId)

  /** What is blocked is on the record before the answer. */
  async decide(call: Call): Promise<Answer> {
    const judged = await this.judged(call)
    if (judged.decision === 'allow') {
      this.returned.letPass(call)
      return judged
    }
    this.blocked.note(call, judged)
    return { decision: 'block', text: judged.text }
  }

  /** The plugin blocked it by itself: what needs no asking, or could not be asked. */
  blockedAtPlugin({ why, ...call }: z.output<typeof BlockedAtPlugin>): void {
    this.blocked.note(call, { why })
  }

  private async judged(call: Call): Promise<Judged> {
    const stop = this.stopFor(call)
    if (stop) return stop
    const announced = this.expected.get(call.sessionKey)
    if (announced && !call.runId) return this.pass(call, announced)
    const run = await this.runBehind(call.sessionKey)
    if (!run && (await this.isRead(call))) return { decision: 'allow', params: call.params }
    if (!run || this.runs.isOfAnother(run, call))
      return block(
        `No open task of Front Office is behind this session. ${notDone}`,
        isOwnSession(call.sessionKey) ? 'run_unknown' : 'no_snapshot',
      )
    return this.judgedIn(run, call)
  }

  private stopFor(call: Call): Judged | null {
    const { stop } = this.stopped(call)
    if (stop === null) return null
    const isOwn = stop === ownStop(this.deps.desk.find(call.sessionKey))
    return block(`${stop}. ${notDone}`, isOwn ? 'run_stopped' : 'kill_switch')
  }

  /** A run that was let go has settled what it began: nothing may begin in it any more. */
  private endFor(run: OpenRun, call: Call): Judged | null {
    if (!this.isOurs(run, call.runId)) return null
    const isOpen = this.deps.desk.find(call.sessionKey) === run
    if (isOpen && run.turnEnd.sinceMs() === null) return null
    run.turnEnd.toldOfCall()
    return block(`Your turn has ended. ${notDone}`, 'turn_ended')
  }

  private async judgedIn(run: OpenRun, call: Call): Promise<Judged> {
    const ended = this.endFor(run, call)
    if (ended) return ended
    const approved = () => this.unusedGrant(run, call)?.proposalId
    if (isDeniedTool(call.tool, run.input.policy))
      return block(`${call.tool} is not allowed here by policy. ${notDone}`, 'denied', approved())
    const away = this.awayOf(run, call.tool, call.params)
    if (away) return away
    if (await this.isSafe(run, call)) return { decision: 'allow', params: call.params }
    const grant = this.unusedGrant(run, call)
    if (grant) return this.use(run, grant, call)
    return (await this.passInAdvance(run, call)) ?? this.propose(run, call)
  }

  /** By a permission that the run brought along, where no guardrail forbids the call by now; null: there is none. */
  private async passInAdvance(run: OpenRun, call: Call): Promise<Judged | null> {
    const effectKey = this.isOurs(run, call.runId) ? this.advance.keyFor(run, call) : null
    if (effectKey === null) return null
    const { isOut, forbidden } = await passingNow(this.deps, effectKey, call.tool, call.params)
    const stopped = forbidden ?? this.stopFor(call) ?? this.endFor(run, call)
    if (stopped) return stopped
    return isOut && this.advance.use(run, call) ? { decision: 'allow', params: call.params } : null
  }

  /** Where a call wants to go and may not. */
  private awayOf({ input }: OpenRun, tool: string, parameters: Parameters, proposalId?: string) {
    const domains = input.policy.domains ?? null
    const refusal = addressRefusal(tool, parameters, domains)
    if (refusal === null) return null
    const host = refusedHost(tool, parameters, domains)
    return { ...block(`${refusal}. ${notDone}`, 'domain', proposalId), host }
  }

  private async runBehind(sessionKey: string): Promise<OpenRun | null> {
    const { desk, foreign } = this.deps
    await foreign?.settled(sessionKey)
    return desk.find(sessionKey)
  }

  /** A call returned, told before the agent goes on. */
  performed = (call: z.output<typeof PerformedCall>): Promise<void> | void => this.returned.performed(call)

  /** At the end of a run: what was begun and never seen to return stays open for an operator. */
  settleUnconfirmed(run: OpenRun): void {
    this.blocked.settle(run)
    for (const grant of [...run.input.grants, ...this.advance.seal(run)]) {
      if (this.deps.journal.find(grant.effectKey) !== 'started') continue
      const detail = 'It was allowed, and the run ended before it was seen to return.'
      this.returned.settle(run, grant, { outcome: 'uncertain', detail })
    }
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
    if (!isSafeCall(tool, params, policy)) return false
    if (!fileTools.has(tool) || policy.extraSafeTools.includes(tool)) return true
    const workspace = workspaceDir ?? (await this.deps.workspaceOf?.(agentId ?? openclawAgentId))
    return isInWorkspace(tool, params, workspace)
  }

  private pass(call: Call, announced: ExpectedCall): Judged {
    this.expected.delete(call.sessionKey)
    const isTheOne = call.tool === announced.tool && parametersHash(call.tool, call.params) === announced.hash
    return isTheOne
      ? { decision: 'allow', params: announced.parameters }
      : block(`This is not the call that was approved. ${notDone}`, 'parameters_differ')
  }

  private unusedGrant(run: OpenRun, call: Call): Grant | null {
    if (!this.runs.isOurs(run, call.runId)) return null
    const { journal } = this.deps
    const unused = run.input.grants.filter(
      (grant) => grant.tool === call.tool && journal.isFree(grant.effectKey, call.askId),
    )
    const hash = parametersHash(call.tool, call.params)
    const asked = unused.find(({ effectKey }) => journal.find(effectKey) !== null)
    return asked ?? unused.find((grant) => grant.hash === hash) ?? unused[0] ?? null
  }

  /** The recorded parameters run, whatever the model typed. The host merges, so a key too many would stay. */
  private async use(run: OpenRun, grant: Grant, call: Call): Promise<Judged> {
    const { proposalId } = grant
    const parameters = this.deps.vault.find(grant)
    if (!parameters)
      return block(
        `The approved parameters are not on this Mac any more, or were changed. ${notDone}`,
        'parameters_gone',
        proposalId,
      )
    // What was approved may have been proposed under a wider policy than the run's own, or than the one of now.
    const away = this.awayOf(run, grant.tool, parameters, proposalId)
    const forbidden = away ?? (await forbiddenNow(this.deps, grant, parameters))
    if (forbidden) return forbidden
    // The answer may have taken its time, and what was looked at before it have changed.
    const stopped = this.stopFor(call) ?? this.endFor(run, call)
    if (stopped) return stopped
    const extra = Object.keys(call.params).filter((key) => !Object.hasOwn(parameters, key))
    if (extra.length > 0)
      return block(
        `Call ${call.tool} again without: ${extra.join(', ')}. The approved call has no such parameters.`,
        'parameters_differ',
        proposalId,
      )
    if (!this.deps.journal.start(grant.effectKey, undefined, call))
      return block(`The approval was used already. ${notDone}`, 'grant_replayed', proposalId)
    return { decision: 'allow', params: parameters }
  }

  private async propose(run: OpenRun, call: Call): Promise<Judged> {
    const { tool, params } = call
    const parameters = maskedParameters(params)
    // The vault holds the one and the record the other; either may be the longer one.
    if (Math.max(bytesOf(params), bytesOf(parameters)) > mostParameterBytes) return tooLong(tool)
    const hash = parametersHash(tool, params)
    const { runId, stepId } = run.input
    const id = proposalIdOf(runId, tool, hash)
    const used = this.runs.isOurs(run, call.runId)
      ? run.input.grants.find((grant) => grant.tool === tool && grant.hash === hash)
      : undefined
    if (used) this.blocked.note(call, { why: 'grant_replayed', proposalId: used.proposalId })
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
      'held',
      id,
    )
  }
}
