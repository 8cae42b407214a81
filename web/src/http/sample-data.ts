import type { Agent } from '#api/agents/contract.ts'
import type { Approval } from '#api/approvals/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import type { Home } from '#api/home/contract.ts'
import type { Inbox, InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { ProposalState } from '#domain/task/task.ts'

// Answers of the server for tests of pages; each is complete, so that a test says only what it is about.

export const sampleNow = new Date('2026-11-24T12:00:00.000Z')
const earlier = '2026-11-24T10:00:00.000Z'
export const projectId = 'pr_0123456789abcdef'

export const aProject = (change: Partial<Project> = {}): Project => ({
  id: projectId,
  name: 'Harrowgate Letter',
  mission: 'A Thursday letter that people pay to read.',
  isSample: false,
  policy: defaultPolicy,
  stage: 'active',
  stageReason: '',
  stageSince: earlier,
  heldTasks: 0,
  createdAt: earlier,
  removedAt: null,
  counts: { open: 0, needsYou: 0, failed: 0, newFailures: 0, done: 0 },
  costNanoUsd: 0,
  ...change,
})

export const anAgent = (change: Partial<Agent> = {}): Agent => ({
  id: 'ag_0123456789abcdef',
  projectId,
  name: 'Ines',
  role: 'Letter editor',
  charter: 'Writes short.',
  executorId: 'mac-mini',
  openclawAgentId: 'main',
  createdAt: earlier,
  version: 1,
  changedAt: null,
  changedByName: null,
  retiredAt: null,
  pause: null,
  openTasks: 0,
  runningTasks: 0,
  waitingTasks: 0,
  failedTasks: 0,
  doneTasks: 0,
  knownCostNanoUsd: 0,
  unpricedTasks: 0,
  heartbeat: null,
  ...change,
})

export const anExecutor = (change: Partial<Executor> = {}): Executor => ({
  id: 'mac-mini',
  name: 'mac-mini',
  state: 'ready',
  detail: '',
  stopFile: null,
  drain: null,
  since: earlier,
  lastReportAt: earlier,
  report: null,
  waitingTasks: 0,
  oldestWaitSince: null,
  runningTasks: 0,
  runLimit: null,
  queuedRuns: 0,
  oldestQueuedAt: null,
  heldRuns: 0,
  load: null,
  tokenAt: '2026-11-20T10:00:00.000Z',
  agents: 0,
  openTasks: 0,
  ...change,
})

export const aTaskRow = (change: Partial<TaskRow> = {}): TaskRow => ({
  id: 't_0123456789abcdef',
  projectId,
  projectName: 'Harrowgate Letter',
  agentId: 'ag_0123456789abcdef',
  agentName: 'Ines',
  executorId: 'mac-mini',
  title: 'Write issue 148',
  priority: 'normal',
  status: 'running',
  since: earlier,
  waitKind: null,
  waitDetail: null,
  waitUntil: null,
  createdAt: earlier,
  endedAt: null,
  costNanoUsd: null,
  isPractice: false,
  line: null,
  starter: null,
  dueAt: null,
  dueEnd: null,
  ...change,
})

export const anInboxItem = (change: Partial<InboxItem> = {}): InboxItem => ({
  id: 'approval:p_1',
  kind: 'approval',
  taskId: 't_0123456789abcdef',
  subjectId: 'p_1',
  projectId,
  projectName: 'Harrowgate Letter',
  agentName: 'Ines',
  title: 'Send issue 148',
  line: 'Wants to use send_message',
  since: earlier,
  until: null,
  dueAt: null,
  isEffect: true,
  amountUsd: null,
  holds: 1,
  remindedAt: null,
  href: '/tasks/t_0123456789abcdef',
  isPractice: false,
  assignee: null,
  waitsFor: null,
  snoozedUntil: null,
  risk: null,
  ...change,
})

export const anInbox = (change: Partial<Inbox> = {}): Inbox => ({
  items: [],
  unlisted: [],
  endsFirst: null,
  ...change,
})

export const anApproval = ({
  proposal = {},
  ...change
}: Partial<Omit<Approval, 'proposal'>> & { proposal?: Partial<ProposalState> } = {}): Approval => ({
  id: 'p_1',
  taskId: 't_0123456789abcdef',
  taskTitle: 'Send issue 148',
  projectId,
  projectName: 'Harrowgate Letter',
  agentId: 'ag_1',
  agentName: 'Ines',
  proposal: {
    proposalId: change.id ?? 'p_1',
    stepId: 's1',
    tool: 'send_message',
    parameters: { to: 'ada@example.com', body: 'Hello' },
    hash: 'a'.repeat(64),
    effectClass: 'send',
    via: 'invoke',
    effectKey: 'e_1',
    status: 'pending',
    requestedAt: earlier,
    expiresAt: '2026-11-27T12:00:00.000Z',
    decidedAt: null,
    decidedBy: null,
    reason: null,
    intentId: null,
    grantId: null,
    detail: null,
    usedIn: null,
    ...proposal,
  },
  decidedByName: null,
  refusal: null,
  isPractice: false,
  isWhole: true,
  like: null,
  risk: { level: 'low', why: [] },
  requestedBy: 'operator:op_theo',
  asked: { needs: 'one', risk: null },
  ...change,
})

export const aProblem = (status: number, detail: string, more: object = {}) => ({
  type: 'about:blank',
  title: 'Not done',
  status,
  detail,
  ...more,
})

const none = { runs: 0, failedRuns: 0, retries: 0, undelivered: 0, missedBeats: 0, missedEntries: 0 }
/** Of a project of which there is nothing to count. */
export const noFigures = { shipped: 0, waived: 0, blocked: 0, objectives: 0, objectivesHit: 0 }
export const aHome = (change: Partial<Home> = {}): Home => ({
  blocked: [],
  blockedCount: 0,
  risks: [],
  reliability: { since: '2026-11-17T12:00:00.000Z', thisWeek: none, lastWeek: none },
  failures: [],
  failureCount: 0,
  week: {
    week: '2026-W48',
    today: '2026-11-24',
    days: [
      { day: '2026-11-23', count: 0, items: [] },
      { day: '2026-11-24', count: 0, items: [] },
    ],
    shippedCount: 0,
    waivedCount: 0,
    toShip: [],
    ...{ toShipCount: 0, dueCount: 0, dueNextCount: 0 },
    objectives: [],
    ...{ objectiveCount: 0, hitCount: 0, plannedCount: 0 },
  },
  budgets: [],
  spend: {
    ...{ sums: [], since: '2026-11-01T00:00:00.000Z', spentNanoUsd: 0, reservedNanoUsd: 0 },
    ...{ forecastNanoUsd: null, daysInMonth: 30, unknownRuns: 0, uncountedRuns: 0 },
  },
  projects: [],
  currency: 'USD',
  drift: { count: 0, since: null },
  relay: { depth: 0, oldestSince: null, attempts: 0 },
  ...change,
})
