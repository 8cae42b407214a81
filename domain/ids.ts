/** Ids are lower case, because the gateway lower-cases session keys. One function makes each. */
const prefixes = {
  project: 'pr',
  agent: 'ag',
  task: 't',
  operator: 'op',
  intent: 'in',
  grant: 'gr',
  standingGrant: 'sg',
  apiKey: 'key',
  document: 'doc',
  money: 'mo',
  decision: 'de',
  objective: 'ob',
  learning: 'le',
  runbook: 'rb',
  runbookRun: 'rr',
} as const

export type IdKind = keyof typeof prefixes

export const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 80 random bits behind a prefix that says what it names. Not for workflow code: it is random. */
export function newId(kind: IdKind): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `${prefixes[kind]}_${Array.from(bytes, (byte) => idAlphabet[byte % 32]).join('')}`
}

export const taskWorkflowId = (taskId: string) => `task/${taskId}`
export const taskStreamId = (taskId: string) => taskWorkflowId(taskId)
export const projectStreamId = (projectId: string) => `project/${projectId}`
export const agentStreamId = (agentId: string) => `agent/${agentId}`
export const operatorStreamId = (operatorId: string) => `operator/${operatorId}`
export const apiKeyStreamId = (apiKeyId: string) => `api-key/${apiKeyId}`
export const policyStreamId = (scopeId: string) => `policy/${scopeId}`
export const killSwitchStreamId = (scopeId: string) => `kill-switch/${scopeId}`
export const standingGrantStreamId = (standingGrantId: string) => `standing-grant/${standingGrantId}`
export const runbookStreamId = (runbookId: string) => `runbook-definition/${runbookId}`
export const runbookRunWorkflowId = (runId: string) => `runbook/${runId}`
export const runbookRunStreamId = (runId: string) => runbookRunWorkflowId(runId)
export const executorStreamId = (executorId: string) => `executor/${executorId}`
/** Of what became of an artifact's bytes, once they are brought here or refused. */
export const artifactStreamId = (taskId: string, itemId: string) => `artifact/${taskId}/${itemId}`
export const documentStreamId = (documentId: string) => `document/${documentId}`
/** The id of the Temporal schedule, and what the ids of the workflows that it starts begin with. */
export const heartbeatScheduleId = (agentId: string) => `heartbeat/${agentId}`
/** What the operators did with an item of the inbox, beside settling it. */
export const inboxStreamId = (itemId: string) => `inbox/${itemId}`
/** Also the id of the workflow that repairs it. */
export const findingStreamId = (findingId: string) => `finding/${findingId}`
/** The scope of tasks and workflows, as an executor's id is the scope of what is on it. */
export const ownScope = 'front-office'
/** Of the workflow that compares, and of the schedule that starts it. */
export const reconcileId = (scope: string) => `reconcile/${scope}`
/** Of the workflow that carries out this work, whose stream it writes: a task's, or a runbook run's. */
export const workflowIdOf = (workId: string) =>
  isRunbookRunId(workId) ? runbookRunWorkflowId(workId) : taskWorkflowId(workId)
export const isRunbookRunId = (id: string) => id.startsWith(`${prefixes.runbookRun}_`)
export const workIdOfStream = (streamId: string) => taskIdOfStream(streamId) ?? runIdOfStream(streamId)
export const taskIdOfStream = (streamId: string) => (streamId.startsWith('task/') ? streamId.slice(5) : null)
export const runIdOfStream = (streamId: string) =>
  streamId.startsWith('runbook/') ? streamId.slice('runbook/'.length) : null

/** One gateway session for a task, so that the agent remembers its earlier steps. */
export const sessionKeyOf = (openclawAgentId: string, taskId: string) =>
  `agent:${openclawAgentId}:fo:task/${taskId}`.toLowerCase()
/** The gateway's idempotency key. The step id survives resets, so one step is one `agent` call. */
export const runIdOf = (taskId: string, stepId: string) => `fo:task/${taskId}/${stepId}`
/** Unique for ever in Postgres. Never holds a gateway run id. */
export const effectKeyOf = (taskId: string, stepId: string, proposalId: string) =>
  `${taskWorkflowId(taskId)}/${stepId}/${proposalId}`

/** Of one that goes out before anybody knows for which call; `source`: the rule or the standing grant behind it. */
export const advanceKeyOf = (taskId: string, stepId: string, source: string, nth: number) =>
  `${taskWorkflowId(taskId)}/${stepId}/${source}/${nth}`

/** Task queues of an executor: runs, and short calls with slots of their own. */
export const runQueueOf = (executorId: string) => executorId
export const controlQueueOf = (executorId: string) => `${executorId}-control`
export const controlQueue = 'control'
