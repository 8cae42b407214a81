/** What a role may do: one table for server, button and test. */
export const roles = ['owner', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

/** The lowest role that may, and the words for it. */
const table = {
  read: ['viewer', 'read everything'],
  createProject: ['operator', 'create projects'],
  editProject: ['operator', 'edit projects'],
  changeStage: ['operator', 'pause and resume projects'],
  removeProject: ['owner', 'remove projects'],
  createAgent: ['operator', 'create agents'],
  writeDocument: ['operator', 'write documents'],
  removeDocument: ['operator', 'remove documents'],
  editAgent: ['operator', 'change agents'],
  retireAgent: ['operator', 'retire agents'],
  resumeAgent: ['operator', 'let paused agents go on'],
  setHeartbeat: ['operator', 'set heartbeats'],
  createTask: ['operator', 'create tasks'],
  messageTask: ['operator', 'write to agents'],
  cancelTask: ['operator', 'cancel tasks'],
  prioritiseTask: ['operator', 'prioritise tasks'],
  setDeadline: ['operator', 'set deadlines'],
  setTaskBudget: ['operator', 'set budgets of tasks'],
  raiseBudget: ['operator', 'raise budgets once'],
  retryTask: ['operator', 'retry tasks'],
  acceptWork: ['operator', 'accept work'],
  reviewDeliverable: ['operator', 'review deliverables'],
  checkAgain: ['operator', 'have deliverables checked again'],
  answerQuestion: ['operator', 'answer questions'],
  askAgent: ['operator', 'ask agents about their proposals'],
  settleFinding: ['operator', 'settle findings'],
  decideApproval: ['operator', 'decide approvals'],
  settleEffect: ['operator', 'settle uncertain effects'],
  settleFork: ['operator', 'settle frozen tasks and runs'],
  writeRunbook: ['operator', 'write runbooks'],
  startRunbook: ['operator', 'start runbooks'],
  bookMoney: ['operator', 'book money'],
  planOutcomes: ['operator', 'set objectives and record decisions'],
  setOperatorRate: ['owner', 'price their time'],
  triageInbox: ['operator', 'triage the inbox'],
  changePolicy: ['owner', 'change policies'],
  makeStandingGrant: ['operator', 'make standing grants'],
  revokeStandingGrant: ['operator', 'revoke standing grants'],
  setKillSwitch: ['operator', 'set kill switches'],
  liftKillSwitch: ['owner', 'lift kill switches'],
  decideRunbookStep: ['operator', 'decide steps of runbooks'],
  resumeRunbook: ['operator', 'resume runs of runbooks'],
  cancelRunbook: ['operator', 'cancel runs of runbooks'],
  acknowledgeRestore: ['owner', 'acknowledge restores of the ledger'],
  inviteOperator: ['owner', 'invite operators'],
  revokeInvite: ['owner', 'revoke invites'],
  changeRole: ['owner', 'change roles'],
  removeOperator: ['owner', 'remove operators'],
  createApiKey: ['owner', 'create API keys'],
  revokeApiKey: ['owner', 'revoke API keys'],
  addExecutor: ['owner', 'add executors'],
  retireExecutor: ['owner', 'retire executors'],
  drainExecutor: ['operator', 'drain executors'],
  renewExecutorToken: ['owner', 'renew tokens of executors'],
  revokeExecutorToken: ['owner', 'revoke tokens of executors'],
} as const satisfies Record<string, readonly [Role, string]>
export type Action = keyof typeof table
export const actions = Object.keys(table) as Action[]

/** A role may what the ones after it in `roles` may. */
export const operatorCan = (role: Role, action: Action): boolean =>
  roles.indexOf(role) <= roles.indexOf(table[action][0])

export const aRole = (role: Role): string => (role === 'viewer' ? 'a viewer' : `an ${role}`)
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export const actionWords = (action: Action): string => table[action][1]
export const roleBelow = (role: Role): Role | null => roles[roles.indexOf(role) + 1] ?? null

/** What a role may and the next lower one may not. */
export function ownActions(role: Role): Action[] {
  const below = roleBelow(role)
  return actions.filter((action) => operatorCan(role, action) && !(below && operatorCan(below, action)))
}

/** What a role may do in one sentence: what the next lower one may, and what comes on top. */
export function roleWords(role: Role): string {
  const below = roleBelow(role)
  const list = ownActions(role).map(actionWords).join(', ')
  return below ? `All that ${aRole(below)} may; also ${list}.` : `May ${list}.`
}

/** The sentence at a disabled control and in a 403; null where the role may. */
export function refusalOf(role: Role, action: Action): string | null {
  return operatorCan(role, action)
    ? null
    : `${capital(aRole(role))} may not ${table[action][1]}. Ask an owner to change your role.`
}
