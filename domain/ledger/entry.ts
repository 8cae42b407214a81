import type { z } from 'zod'
import { agentBodies } from './bodies/agent.ts'
import { apiKeyBodies } from './bodies/api-key.ts'
import { approvalBodies } from './bodies/approval.ts'
import { artifactBodies } from './bodies/artifact.ts'
import { documentBodies } from './bodies/document.ts'
import { executorBodies } from './bodies/executor.ts'
import { findingBodies } from './bodies/finding.ts'
import { inboxBodies } from './bodies/inbox.ts'
import { killSwitchBodies } from './bodies/kill-switch.ts'
import { operatorBodies } from './bodies/operator.ts'
import { outcomeBodies } from './bodies/outcome.ts'
import { policyBodies } from './bodies/policy.ts'
import { projectBodies } from './bodies/project.ts'
import { qualityBodies } from './bodies/quality.ts'
import { runBodies } from './bodies/run.ts'
import { runbookDefinitionBodies, runbookRunBodies } from './bodies/runbook.ts'
import { standingGrantBodies } from './bodies/standing-grant.ts'
import { taskBodies } from './bodies/task.ts'

/**
 * What each type of entry carries, by the kind of stream that holds it. Past tense: a fact. A released (type, version)
 * is never given another meaning.
 */
export const bodiesOfStream = {
  inbox: inboxBodies,
  project: { ...projectBodies, ...outcomeBodies },
  agent: agentBodies,
  executor: executorBodies,
  operator: operatorBodies,
  'api-key': apiKeyBodies,
  document: documentBodies,
  artifact: artifactBodies,
  policy: policyBodies,
  'kill-switch': killSwitchBodies,
  'standing-grant': standingGrantBodies,
  task: { ...taskBodies, ...runBodies, ...approvalBodies, ...qualityBodies },
  'runbook-definition': runbookDefinitionBodies,
  runbook: runbookRunBodies,
  finding: findingBodies,
} as const

export const bodies = {
  ...bodiesOfStream.inbox,
  ...bodiesOfStream.project,
  ...bodiesOfStream.agent,
  ...bodiesOfStream.executor,
  ...bodiesOfStream.operator,
  ...bodiesOfStream['api-key'],
  ...bodiesOfStream.document,
  ...bodiesOfStream.artifact,
  ...bodiesOfStream.policy,
  ...bodiesOfStream['kill-switch'],
  ...bodiesOfStream['standing-grant'],
  ...bodiesOfStream['runbook-definition'],
  ...bodiesOfStream.runbook,
  ...bodiesOfStream.finding,
  ...bodiesOfStream.task,
} as const

export type StreamKind = keyof typeof bodiesOfStream
export type EntryType = keyof typeof bodies
export type BodyOf<T extends EntryType> = z.infer<(typeof bodies)[T]>
export const entryTypes = Object.keys(bodies) as EntryType[]

/** A fact before it has its place: what, when and by whom. `actor` is `<kind>:<id>`, see actor.ts. */
export type Fact = {
  [T in EntryType]: { type: T; at: string; actor: string; body: BodyOf<T> }
}[EntryType]
export type FactOf<T extends EntryType> = Extract<Fact, { type: T }>

/** One fact with its place in its stream. Positions and hashes come later, from the sequencer. */
export interface LedgerEntry {
  streamId: string
  streamSeq: number
  projectId: string | null
  runId: string
  runSeq: number
  batch: number
  type: string
  version: number
  at: string
  actor: string
  body: unknown
}

/** Parses what is about to be recorded. Throws ZodError: a malformed fact is a defect of the writer. */
export function parseFact(fact: Fact): Fact {
  bodies[fact.type].parse(fact.body)
  return fact
}
