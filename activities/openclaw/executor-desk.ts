import type { Doer } from '#domain/kill-switch/kill-switch.ts'
import type {
  EffectRequest,
  EffectResult,
  Grant,
  Parameters,
  RunInput,
  RunItem,
  Usage,
} from '#domain/run/run.ts'

/** What the log of the tool itself knows a call by. */
export interface BegunCall {
  sessionKey: string
  grant: Pick<Grant, 'proposalId' | 'tool' | 'hash'>
}

/** The agent ends its turn by a question or a finish; the host may let it go on all the same (brief 11.5). */
export interface TurnEnd {
  /** Milliseconds since; null while the turn goes on. Known again after a restart. */
  sinceMs(): number | null
  /** Fires where the run lives on after it: at the first call that is told, or 5 s later. */
  readonly overrun: AbortSignal
  /** The agent called something although its turn had ended. */
  toldOfCall(): void
}

/** One answer of a model, as our plugin saw it. */
export interface ModelUse {
  id: string
  use: Usage
  /** The model will be asked again. */
  mayGoOn: boolean
}

/** What our plugin counted of a run's model calls so far. Known again after a restart. */
export interface RunUsage {
  /** On disk before it returns; a repeat by id is a no-op. */
  note(use: ModelUse): void
  /** Null where nothing was counted. */
  reported(): Usage | null
  /** Fires once that is all that was reserved for the run, and it goes on. */
  readonly spent: AbortSignal
  /** Its gateway was told to end it. */
  noteStopped(): void
  /** Until it was, a second at most; at once where not all is used. False: nobody told it. */
  untilStopped(): Promise<boolean>
}

/** A run that this Mac has open: what it was given, and what was reported from it. */
export interface OpenRun {
  readonly input: RunInput
  /** Milliseconds since 1970. Known again after a restart. */
  readonly openedAt: number
  readonly turnEnd: TurnEnd
  readonly usage: RunUsage
  /** Spooled before it returns; a repeat by id is a no-op. */
  report(item: RunItem): void
  /** The gateway is asked to start it. On disk before it returns. */
  noteSent(): void
  /** It was asked to, by whichever attempt. */
  wasSent(): boolean
  /** It was asked to, by whichever attempt, and nothing reported says that it has it. */
  isUnanswered(): boolean
  /** A kill switch ended it while no attempt was at it. On disk before it returns. */
  noteKilled(reason: string): void
  /** By which; null: by none. */
  killedFor(): string | null
  /** What the workflow may not have yet. */
  unsent(): RunItem[]
  /** All that was reported. */
  items(): RunItem[]
  /** The same, at most so many bytes of it: what is more is signalled first. Throws where it has to stop before. */
  unsentWithin(bytes: number, isStopping: () => boolean): Promise<RunItem[]>
  close(): void
}

export interface RunDesk {
  /**
   * The same run again is the one that is open, with its items. For another run of the workflow than before, all of them:
   * what the one before was sent it may not have recorded.
   */
  open(input: RunInput, workflowRunId?: string): OpenRun
  find(sessionKey: string): OpenRun | null
  /** All that are open. */
  all(): OpenRun[]
  /** What became known of a task's run, open or not: spooled, and signalled until it is through. */
  tell(taskId: string, item: RunItem): void
  stop(): void
}

/** Why an effect that was not begun can't begin any more: its permission went, or somebody was told that it was not. */
export type NeverBegun = 'taken_back' | 'looked_for'

/** `askId`: one for each time that the hook asks. `toolCallId`: one for each call within a run. */
export interface AgentCall {
  askId?: string | undefined
  toolCallId?: string | undefined
}

/** What was begun and finished outside, by effect key; survives everything but the disk. */
export interface EffectJournal {
  /** Of what was made while there was another one, in a folder that is gone, it knows nothing. */
  journalId: string
  find(effectKey: string): EffectResult | 'started' | null
  /** Whether nobody has started it, or the same ask has, whose answer went down with the worker. */
  isFree(effectKey: string, askId?: string): boolean
  /** False where it is not free. `by`: the plugin, for a call of the agent. */
  start(effectKey: string, call?: BegunCall, by?: AgentCall): boolean
  /** Which call of the agent started it, or else brought its end; null: none, or nobody noted which. */
  callIdOf(effectKey: string): string | null
  /** The call that was started, and when, ISO; null where there is none without an end, or nobody noted which. */
  begun(effectKey: string): (BegunCall & { at: string }) | null
  /** It can never be started from here on; false where it was. Again, the answer is the same. */
  makeVoid(effectKey: string, why: NeverBegun): boolean
  /** The tool's own log says that it never began: it may be started again. */
  reopen(effectKey: string): void
  /** What is known only grows: started, uncertain, then failed or performed for good. False where it does not. */
  finish(effectKey: string, result: EffectResult, toolCallId?: string): boolean
}

/** Full parameters of proposals, which never leave the Mac. */
export interface ParameterVault {
  keep(proposalId: string, tool: string, parameters: Parameters): void
  /** Null where they are gone or are not the ones that were approved. Those of an approver come with the grant, and are kept. */
  find(grant: Pick<Grant, 'proposalId' | 'tool' | 'hash' | 'parameters'>): Parameters | null
}

/** What an operator has stopped, as this Mac was told last, and by the file on it. */
export interface KillSwitch {
  /** Why they may do nothing now; null: they may. */
  stopOf(doer: Doer): string | null
  /** Whether this standing grant was revoked. Absent: nobody was ever told of one. */
  isRevoked?(standingGrantId: string): boolean
  /** Asks the control plane anew. Without an answer what was told last counts; it never throws. */
  refresh(): Promise<void>
  /** The answer takes the listener away again. */
  onChange(listener: () => void): () => void
}

export interface ExpectedCall {
  tool: string
  hash: string
  parameters: Parameters
  /** Whose task it is for; undefined: nobody said. */
  owner?: EffectRequest['owner']
}

export interface CallGate {
  /** Lets the worker's own call pass once. The answer takes that back. */
  expect(sessionKey: string, call: ExpectedCall): () => void
  settleUnconfirmed(run: OpenRun): void
  /** Whether our plugin told of this run of the gateway before it began. */
  hasSeen(runId: string): boolean
}
