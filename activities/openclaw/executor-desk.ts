import type { EffectResult, Grant, Parameters, RunInput, RunItem } from '#domain/run/run.ts'

/** A run that this Mac has open: what it was given, and what was reported from it. */
export interface OpenRun {
  readonly input: RunInput
  /** Spooled before it returns; a repeat by id is a no-op. */
  report(item: RunItem): void
  /** What the workflow may not have yet. */
  unsent(): RunItem[]
  close(): void
}

export interface RunDesk {
  /** The same run again is the one that is open, with its items. */
  open(input: RunInput): OpenRun
  find(sessionKey: string): OpenRun | null
  stop(): void
}

/** What was begun and finished outside, by effect key; survives everything but the disk. */
export interface EffectJournal {
  find(effectKey: string): EffectResult | 'started' | null
  /** False where it was started before. */
  start(effectKey: string): boolean
  finish(effectKey: string, result: EffectResult): void
}

/** Full parameters of proposals, which never leave the Mac. */
export interface ParameterVault {
  keep(proposalId: string, tool: string, parameters: Parameters): void
  /** Null where they are gone or are not the ones that were approved. */
  find(grant: Pick<Grant, 'proposalId' | 'tool' | 'hash'>): Parameters | null
}

export interface CallGate {
  /** Lets the worker's own call pass once. The answer takes that back. */
  expect(sessionKey: string, call: { tool: string; hash: string; parameters: Parameters }): () => void
  settleUnconfirmed(run: OpenRun): void
}
