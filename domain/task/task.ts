import { z } from 'zod'
import { RiskFound } from '../approval/risk.ts'
import { NotHashed } from '../artifact/artifact.ts'
import { AdvanceGrant } from '../grant/grant.ts'
import { Fork } from '../ledger/fork.ts'
import { Hold } from '../policy/hold.ts'
import { Approvers, EffectClass, Policy } from '../policy/policy.ts'
import { Raise } from '../policy/raise.ts'
import { scopes } from '../policy/scope.ts'
import { CheckResult, Declared, Shipped, Waiver } from '../quality/deliverable.ts'
import { Adopted } from '../run/foreign-run.ts'
import { GatewayFacts, Parameters, ProposalVia, Reserved, RunOutcome, Usage } from '../run/run.ts'
import { DeadlineState } from './deadline.ts'
import { TaskBudget } from './task-budget.ts'
import { inquiryKinds, priorities, taskStatuses, waitKinds } from './task-words.ts'

export const TaskStatus = z.enum(taskStatuses)
export const WaitKind = z.enum(waitKinds)
export const Priority = z.enum(priorities)

/** What moves a task next. `until` is when it moves by itself, null if only somebody else can. */
export const Wait = z.strictObject({
  kind: WaitKind,
  since: z.string(),
  until: z.string().nullable(),
  detail: z.string(),
})

/** `executorId`: absent where its place was on the executor that it is on still. */
const LeftPlace = z.strictObject({
  priority: Priority,
  queuedAt: z.string(),
  executorId: z.string().optional(),
})

/** What the agent is told at the start of its next run. */
export const TaskNews = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), text: z.string() }),
  z.strictObject({ kind: z.literal('answer'), question: z.string(), text: z.string() }),
  z.strictObject({
    kind: z.enum(['performed', 'failed', 'uncertain', 'rejected', 'expired', 'granted']),
    tool: z.string(),
    text: z.string(),
    /** What an approver changed before, one parameter a line. Absent: nothing. */
    changed: z.string().optional(),
  }),
  /** An operator asks about one of its proposals, or to look what became of one. */
  z.strictObject({
    kind: z.enum(inquiryKinds),
    proposalId: z.string(),
    tool: z.string(),
    text: z.string(),
  }),
  z.strictObject({ kind: z.literal('again'), text: z.string() }),
  /** Deliverables that did not pass, one a line, with why. */
  z.strictObject({ kind: z.literal('unproven'), text: z.string() }),
])
export type TaskNews = z.infer<typeof TaskNews>

/** Of the task, until the run was accepted: given back where it is not begun. */
const Took = z.strictObject({
  news: z.array(TaskNews),
  retryAt: z.string().nullable(),
  error: z.string().nullable(),
  raise: Raise.optional(),
})

export const RunState = z.strictObject({
  stepId: z.string(),
  runId: z.string(),
  sessionKey: z.string(),
  reason: z.string(),
  contextHash: z.string(),
  queuedAt: z.string(),
  /** Since when it was held before that. Absent: it was not. */
  dueAt: z.string().optional(),
  /** With which it stands in line, or started. Absent: normal. */
  priority: Priority.optional(),
  /** When it took its place there anew, with another priority or on another executor. Absent: never. */
  movedAt: z.string().optional(),
  /** The places in line that it had before. */
  left: z.array(LeftPlace).optional(),
  acceptedAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  outcome: RunOutcome.nullable(),
  text: z.string().nullable(),
  error: z.string().nullable(),
  usage: Usage.nullable(),
  /** It may have used more: nobody saw it end, or read its transcript. Absent: it has not. */
  isUsageLastReported: z.boolean().optional(),
  gateway: GatewayFacts.nullable(),
  isRetryable: z.boolean(),
  reserved: Reserved.optional(),
  /** For calls that nobody is asked about. Absent: none. */
  advance: z.array(AdvanceGrant).optional(),
  /** Its gateway was asked to start it, and nobody heard an answer. Absent: that was never so. */
  isUnanswered: z.boolean().optional(),
  /** Why it was told to stop, by a kill switch. Absent: it was not. */
  stopReason: z.string().optional(),
  /** Runs by which the gateway went on with it after a crash. Absent: none. */
  adoptedRunIds: z.array(z.string()).optional(),
  /** Absent: nothing, or it was accepted. */
  took: Took.optional(),
})

export const proposalStatuses = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'withdrawn',
  'claimed',
  'performed',
  'failed',
  'uncertain',
] as const
export const ProposalStatus = z.enum(proposalStatuses)

/** What an operator asked the agent about a proposal: back, or to look what became of it. */
export const InquiryState = z.strictObject({
  kind: z.enum(inquiryKinds),
  text: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  /** The step whose run was told. */
  stepId: z.string().nullable(),
  /** Null while the agent has not answered, and where its run ended without a word. */
  answer: z.string().nullable(),
  endedAt: z.string().nullable(),
})

const PassedBy = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('automatic'),
    scope: z.enum(scopes),
    policyVersion: z.int(),
    upToUsd: z.number(),
  }),
  z.strictObject({ kind: z.literal('standing'), standingGrantId: z.string() }),
])

/** An effect that the gate held back, and what became of it. */
export const ProposalState = z.strictObject({
  proposalId: z.string(),
  stepId: z.string(),
  tool: z.string(),
  parameters: Parameters,
  hash: z.string(),
  effectClass: EffectClass,
  via: ProposalVia,
  effectKey: z.string(),
  status: ProposalStatus,
  requestedAt: z.string(),
  expiresAt: z.string(),
  /** When it is brought up once more, and when it was. Absent: never. */
  remindAt: z.string().optional(),
  remindedAt: z.string().optional(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  intentId: z.string().nullable(),
  grantId: z.string().nullable(),
  detail: z.string().nullable(),
  /** Who must agree; absent: one approver. */
  needs: Approvers.optional(),
  /** By which the policy asked for them. Absent: by what the call does. */
  askedRisk: RiskFound.optional(),
  /** What its agent asked for, and who changed that since. Absent: it is as it was asked for. */
  edited: z
    .strictObject({
      asked: z.strictObject({ parameters: Parameters, hash: z.string() }),
      changes: z.array(
        z.strictObject({ actor: z.string(), at: z.string(), from: z.string(), to: z.string() }),
      ),
    })
    .optional(),
  /** Oldest first. Absent: nobody asked. */
  inquiries: z.array(InquiryState).optional(),
  /** Who agreed while more agreement is needed. Absent: nobody yet. */
  approvedBy: z.array(z.strictObject({ actor: z.string(), at: z.string() })).optional(),
  /** The step whose run was given the grant, for a call that the agent makes itself. */
  usedIn: z.string().nullable(),
  /** What let it pass without anybody being asked. Absent: somebody was asked. */
  passedBy: PassedBy.optional(),
})

export const QuestionState = z.strictObject({
  questionId: z.string(),
  stepId: z.string(),
  text: z.string(),
  options: z.array(z.string()),
  askedAt: z.string(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: z.string().nullable(),
})

export const ArtifactState = z.strictObject({
  itemId: z.string(),
  title: z.string(),
  artifactKind: z.string(),
  location: z.string(),
  hash: z.string().nullable(),
  size: z.int().nullable(),
  at: z.string(),
  /** Why it has no hash; absent where it has one, of a URL, and in states from before it was said. */
  notHashed: NotHashed.optional(),
})

export const LearningState = z.strictObject({
  itemId: z.string(),
  text: z.string(),
  about: z.string().nullable(),
  at: z.string(),
})

/** The fold of a task's stream. */
export const TaskState = z.strictObject({
  status: TaskStatus,
  since: z.string(),
  wait: Wait.nullable(),
  projectId: z.string(),
  agentId: z.string(),
  executorId: z.string(),
  /** Absent in older states: normal. */
  priority: Priority.optional(),
  /** Absent, or null: it is due at no time. */
  deadline: DeadlineState.nullish(),
  title: z.string(),
  intent: z.string(),
  deliverables: z.array(Declared),
  requestedBy: z.string(),
  requestedAt: z.string(),
  endedAt: z.string().nullable(),
  runs: z.array(RunState),
  proposals: z.array(ProposalState),
  questions: z.array(QuestionState),
  artifacts: z.array(ArtifactState),
  /** Missing in states from before there were any. */
  learnings: z.array(LearningState).optional(),
  /** Ids of what the agent's side reported and is recorded: a repeat is dropped. */
  itemIds: z.array(z.string()),
  /** Intents that the workflow has recorded the effect of. */
  intentIds: z.array(z.string()),
  /** Not told to the agent yet; a run takes it along. */
  news: z.array(TaskNews),
  /** Set once somebody cancelled. */
  cancelReason: z.string().nullable(),
  retryAt: z.string().nullable(),
  /** A run is due and does not start. Absent in states from before there were holds. */
  hold: Hold.nullish(),
  /** Of its own. Absent: it has none. */
  budget: TaskBudget.optional(),
  /** How far its next run may go beyond spent budgets. Absent: no further. */
  raise: Raise.optional(),
  /** Since when the run that is held is due: it keeps its place in line. Absent: none is. */
  dueSince: z.string().optional(),
  /** Of runs that a reset made it forget: their Mac may have used them. Absent: none. */
  forgottenAdvance: z.array(AdvanceGrant).optional(),
  /** Of the last prepared run; null before the first. */
  policy: Policy.nullable(),
  summary: z.string().nullable(),
  error: z.string().nullable(),
  /** Titles of deliverables that were looked for and not proven. */
  missing: z.array(z.string()),
  /** An operator took the work as it is, though a deliverable is not proven. */
  isAccepted: z.boolean(),
  waiver: Waiver.nullable().optional(),
  /** Of what the last run left behind. Absent, as the two below, where nothing was ever checked. */
  checks: z.array(CheckResult).optional(),
  /** How often the agent was told what did not pass, since an operator last spoke. */
  returns: z.int().optional(),
  shipped: z.array(Shipped).optional(),
  /** While it is frozen: both contents, where they were kept, and what it was before. */
  fork: Fork.partial().extend({ was: TaskStatus, error: z.string().nullable() }).nullable().optional(),
  /** The step of a run of a runbook that it carries out; absent in older states. */
  runbook: z.strictObject({ runId: z.string(), stepId: z.string() }).nullable().optional(),
  /** The foreign run that it began with. Absent: somebody asked for the task here. */
  adopted: Adopted.optional(),
})

export type TaskStatus = z.infer<typeof TaskStatus>
export type WaitKind = z.infer<typeof WaitKind>
export type Wait = z.infer<typeof Wait>
export type RunState = z.infer<typeof RunState>
export type ProposalStatus = z.infer<typeof ProposalStatus>
export type InquiryState = z.infer<typeof InquiryState>
export type ProposalState = z.infer<typeof ProposalState>
export type QuestionState = z.infer<typeof QuestionState>
export type ArtifactState = z.infer<typeof ArtifactState>
export type LearningState = z.infer<typeof LearningState>
export type TaskState = z.infer<typeof TaskState>
