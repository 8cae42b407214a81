import type { Difference, Glimpse, MirroredKind, Side, Subject } from './finding.ts'

/** What the executor is asked to put right. A repeat finds it done. */
export interface RepairRequest {
  kind: MirroredKind
  difference: Difference
  subject: Subject
  ours: Side | null
  /** Hash of what was there when it was decided; null where nothing was. Anything else is let alone. */
  theirsHash: string | null
}

/** `refused` is for good, with a sentence; a gateway that is away is waited for. */
export interface RepairOutcome {
  outcome: 'done' | 'refused'
  detail: string
}

/** What a fresh look at the same thing found after the repair. */
export interface SecondLook {
  isRight: boolean
  seen: Glimpse | null
}

/** What of a gateway is looked at. */
export interface SnapshotRequest {
  kinds: MirroredKind[]
  /** OpenClaw's ids of agents whose files are read. */
  agentIds: string[]
  /** Of those about whose skills a policy speaks, whose lists are read. Absent: none. */
  skillAgents?: string[]
  /** Hashes that the record holds, by `<kind> <key>`: what is equal comes without its text. */
  known: Record<string, string>
  /** Runs that began since then are looked for; absent: none are. Milliseconds. */
  runsSince?: number
  /** Other plugins at the gate are looked for. */
  wantsRivals?: boolean
  /** That were told to end and lived on: which of them have ended. */
  unheeded?: UnheededRun[]
  /** Effect keys of permissions that runs left behind, which are made void: absent: there are none. */
  leftGrants?: string[]
}

/** A run that its gateway did not end. */
export interface UnheededRun {
  /** Of its finding. */
  key: string
  sessionKey: string
  /** All that it is known by on the gateway. */
  runIds: string[]
}
