import { z } from 'zod'
import { RunbookRunState, RunbookRunStatus } from '#domain/runbook/run.ts'
import { TaskStatus, WaitKind } from '#domain/task/task.ts'
import { At, Id, routes, Text } from '../http/contract.ts'
import { SettleFork } from '../tasks/contract.ts'

const ProjectId = Id('pr')
export const RunbookRunId = Id('rr')
const StepId = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is no id of a step')

export const Runbook = z
  .strictObject({
    id: Id('rb'),
    projectId: ProjectId,
    name: z.string(),
    version: z.int(),
    yaml: z.string(),
    changedAt: At,
    lastRun: z.strictObject({ id: z.string(), status: RunbookRunStatus, since: At }).nullable(),
  })
  .meta({ id: 'Runbook' })
export type Runbook = z.infer<typeof Runbook>

export const RunbookVersion = z
  .strictObject({ version: z.int(), name: z.string(), yaml: z.string(), at: At, byName: z.string() })
  .meta({ id: 'RunbookVersion' })
export type RunbookVersion = z.infer<typeof RunbookVersion>

export const RunbookRunRow = z
  .strictObject({
    id: RunbookRunId,
    projectId: ProjectId,
    runbookId: z.string(),
    name: z.string(),
    version: z.int(),
    status: RunbookRunStatus,
    since: At,
    waitKind: z.enum(['approval', 'time']).nullable(),
    requestedAt: At,
    endedAt: At.nullable(),
    failedStep: z.string().nullable(),
    requestedByName: z.string(),
  })
  .meta({ id: 'RunbookRunRow' })
export type RunbookRunRow = z.infer<typeof RunbookRunRow>

export const RunCounts = z.strictObject({
  all: z.int(),
  /** Of those, the ones that wait for a decision, and the ones under way. */
  toDecide: z.int(),
  running: z.int(),
})
export type RunCounts = z.infer<typeof RunCounts>

export const RunbookRun = z
  .strictObject({
    id: RunbookRunId,
    projectName: z.string(),
    state: RunbookRunState,
    requestedByName: z.string(),
    /** Who decided, by step. */
    deciders: z.record(z.string(), z.string()),
    tasks: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        status: TaskStatus,
        waitKind: WaitKind.nullable(),
      }),
    ),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'RunbookRun' })
export type RunbookRun = z.infer<typeof RunbookRun>

const Yaml = z.string().min(1, 'must not be empty').max(100_000, 'must be at most 100,000 characters')
const inProject = z.strictObject({ projectId: ProjectId })
/** The runbook by name (`publish-a-letter`, in any case) or id. */
const ofRunbook = z.strictObject({ projectId: ProjectId, name: z.string().min(1).max(200) })
const ofRun = z.strictObject({ runId: RunbookRunId })
const asked = {
  auth: 'operator',
  params: ofRun,
  status: 202,
  /** `isDelivered`: what came of it is recorded already. */
  response: z.strictObject({ intentId: z.string(), isDelivered: z.boolean() }).meta({ id: 'RunAsked' }),
} as const

export const runbooksContract = routes({
  listRunbooks: {
    method: 'get',
    path: '/projects/{projectId}/runbooks',
    summary: 'The runbooks of a project, by name',
    auth: 'operatorOrKey',
    params: inProject,
    status: 200,
    response: z.strictObject({ items: z.array(Runbook) }),
  },
  createRunbook: {
    method: 'post',
    path: '/projects/{projectId}/runbooks',
    summary: 'Write a runbook; what is wrong with it is told by line and column',
    auth: 'operator',
    params: inProject,
    body: z.strictObject({ yaml: Yaml }).meta({ id: 'NewRunbook' }),
    status: 201,
    response: Runbook,
  },
  getRunbook: {
    method: 'get',
    path: '/projects/{projectId}/runbooks/{name}',
    summary: 'One runbook, by name or id',
    auth: 'operatorOrKey',
    params: ofRunbook,
    status: 200,
    response: Runbook,
  },
  changeRunbook: {
    method: 'post',
    path: '/projects/{projectId}/runbooks/{name}',
    summary: 'Make a new version of a runbook; runs that are under way keep theirs',
    auth: 'operator',
    params: ofRunbook,
    body: z.strictObject({ yaml: Yaml, basedOn: z.int() }).meta({ id: 'ChangedRunbook' }),
    status: 200,
    response: Runbook,
  },
  removeRunbook: {
    method: 'delete',
    path: '/projects/{projectId}/runbooks/{name}',
    summary: 'Remove a runbook: it starts no more, its runs and versions stay in the ledger',
    auth: 'operator',
    params: ofRunbook,
    status: 204,
    response: z.void(),
  },
  listRunbookVersions: {
    method: 'get',
    path: '/projects/{projectId}/runbooks/{name}/versions',
    summary: 'The versions of a runbook, the newest first',
    auth: 'operator',
    params: ofRunbook,
    status: 200,
    response: z.strictObject({ items: z.array(RunbookVersion) }),
  },
})

export const runbookRunsContract = routes({
  startRunbook: {
    method: 'post',
    path: '/projects/{projectId}/runbooks/{name}/runs',
    summary: 'Start a runbook. With an Idempotency-Key a repeat answers the same run',
    auth: 'operatorOrKey',
    params: ofRunbook,
    body: z
      .strictObject({ inputs: z.record(z.string(), z.unknown()).default({}) })
      .meta({ id: 'NewRunbookRun' }),
    status: 202,
    response: z.strictObject({ runId: RunbookRunId }),
  },
  listRunbookRuns: {
    method: 'get',
    path: '/projects/{projectId}/runbook-runs',
    summary: 'Runs of the runbooks of a project, the newest first',
    auth: 'operatorOrKey',
    params: inProject,
    query: z.strictObject({
      runbookId: Id('rb').optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: RunbookRunId.optional(),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(RunbookRunRow),
      next: RunbookRunId.nullable(),
      /** Of all of them, whatever the page. */
      counts: RunCounts,
    }),
  },
  getRunbookRun: {
    method: 'get',
    path: '/runbook-runs/{runId}',
    summary: 'One run, with each step and its task',
    auth: 'operatorOrKey',
    params: ofRun,
    status: 200,
    response: RunbookRun,
  },
  decideRunbookStep: {
    method: 'post',
    path: '/runbook-runs/{runId}/steps/{stepId}/decision',
    summary: 'Decide a step that waits for an operator',
    ...asked,
    params: ofRun.extend({ stepId: StepId }),
    body: z
      .strictObject({
        verdict: z.enum(['approved', 'rejected']),
        /** Of the try that was shown: a step that is asked again is another decision. */
        attempt: z.int().min(1).max(1_000_000),
        note: Text(1_000, 0).default(''),
      })
      .meta({ id: 'StepDecision' }),
  },
  resumeRunbookRun: {
    method: 'post',
    path: '/runbook-runs/{runId}/resume',
    summary: 'Go on from the step at which a run failed; what is done stays done',
    ...asked,
    body: z.strictObject({}).meta({ id: 'ResumeRun' }),
  },
  cancelRunbookRun: {
    method: 'post',
    path: '/runbook-runs/{runId}/cancel',
    summary: 'Cancel a run and the open tasks of its steps',
    ...asked,
    body: z.strictObject({ reason: Text(1_000, 0).default('') }).meta({ id: 'CancelRun' }),
  },
  settleRunbookRun: {
    method: 'post',
    path: '/runbook-runs/{runId}/settle',
    summary: 'Settle a frozen run: it goes on from its record, or it is cancelled with the reason',
    ...asked,
    body: SettleFork,
  },
})
