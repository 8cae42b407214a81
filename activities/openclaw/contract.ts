import type { Snapshot } from '#domain/drift/diff-rules.ts'
import type { RepairOutcome, RepairRequest, SnapshotRequest } from '#domain/drift/repair.ts'
import type {
  CommitLook,
  CommitSeen,
  FileLook,
  FileSeen,
  JsonLook,
  JsonSeen,
} from '#domain/quality/check-rules.ts'
import type { EffectRequest, EffectResult, RunInput, RunItem, RunResult, Usage } from '#domain/run/run.ts'
import type { RunLook } from '#domain/run/run-look.ts'

/** On the executor's run queue: one agent turn, however often it is attempted. */
export interface RunActivities {
  runAgent(input: RunInput): Promise<RunResult>
}

/** The details of its failure where a run was cancelled and its end not seen: what no signal brought. */
export interface LeftRun {
  items: RunItem[]
  /** What the plugin counted of it. Absent: nothing, or an older worker. */
  usage?: Usage | null
}

/** On the executor's control queue: short calls that full run slots never block. */
export interface ExecutorActivities {
  /** Calls the recorded tool once, ever. Repeats answer what the journal knows. */
  performEffect(request: EffectRequest): Promise<EffectResult>
  /** For a refused claim: what an earlier run did. Performs nothing. */
  seenPerformed(effectKey: string): Promise<EffectResult>
  /** Ends whatever is active in the session, or only that run. Retried until the gateway answers. */
  abortRun(sessionKey: string, runId?: string): Promise<void>
  /** Hashes a file of the agent's workspace as it is now. What is not there is an answer. */
  checkFile(look: FileLook): Promise<FileSeen>
  /** Holds the JSON of such a file against a schema, in bounded time and memory. */
  checkJson(look: JsonLook): Promise<JsonSeen>
  /** Asks git about a repository of the workspace, and runs nothing of it. */
  checkCommit(look: CommitLook): Promise<CommitSeen>
}

/** On the executor's control queue as well: what is set up on its gateway, and putting that right. */
export interface MirrorActivities {
  /** Waits for the gateway. Bounded: what is too long comes with its hash only. */
  snapshotGateway(request: SnapshotRequest): Promise<Snapshot>
  /** Whether a run that nobody is at goes on, and what it used. Changes nothing. */
  lookAtRun(asked: { sessionKey: string; runIds: string[] }): Promise<RunLook>
  /** Once it is right, a repeat does nothing. Also what policies say of an agent's skills is set by it. */
  repairSubject(request: RepairRequest): Promise<RepairOutcome>
}
