import { expect, test } from 'vitest'
import { Role } from './operator.ts'
import { type Action, actions, operatorCan, refusalOf, roles, roleWords } from './permissions.ts'

const allowed: Record<Action, string> = {
  read: 'owner operator viewer',
  createProject: 'owner operator',
  editProject: 'owner operator',
  changeStage: 'owner operator',
  removeProject: 'owner',
  createAgent: 'owner operator',
  writeDocument: 'owner operator',
  removeDocument: 'owner operator',
  editAgent: 'owner operator',
  retireAgent: 'owner operator',
  resumeAgent: 'owner operator',
  setHeartbeat: 'owner operator',
  createTask: 'owner operator',
  messageTask: 'owner operator',
  cancelTask: 'owner operator',
  prioritiseTask: 'owner operator',
  setDeadline: 'owner operator',
  setTaskBudget: 'owner operator',
  raiseBudget: 'owner operator',
  retryTask: 'owner operator',
  acceptWork: 'owner operator',
  reviewDeliverable: 'owner operator',
  checkAgain: 'owner operator',
  answerQuestion: 'owner operator',
  settleFinding: 'owner operator',
  decideApproval: 'owner operator',
  askAgent: 'owner operator',
  settleEffect: 'owner operator',
  settleFork: 'owner operator',
  writeRunbook: 'owner operator',
  startRunbook: 'owner operator',
  bookMoney: 'owner operator',
  planOutcomes: 'owner operator',
  setOperatorRate: 'owner',
  triageInbox: 'owner operator',
  changePolicy: 'owner',
  makeStandingGrant: 'owner operator',
  revokeStandingGrant: 'owner operator',
  setKillSwitch: 'owner operator',
  liftKillSwitch: 'owner',
  decideRunbookStep: 'owner operator',
  resumeRunbook: 'owner operator',
  cancelRunbook: 'owner operator',
  acknowledgeRestore: 'owner',
  inviteOperator: 'owner',
  revokeInvite: 'owner',
  changeRole: 'owner',
  removeOperator: 'owner',
  createApiKey: 'owner',
  revokeApiKey: 'owner',
  addExecutor: 'owner',
  retireExecutor: 'owner',
  drainExecutor: 'owner operator',
  renewExecutorToken: 'owner',
  revokeExecutorToken: 'owner',
}

test('who may do what', () => {
  for (const action of actions) {
    const may = roles.filter((role) => operatorCan(role, action)).join(' ')
    expect(`${action}: ${may}`).toBe(`${action}: ${allowed[action]}`)
  }
})

test('a refusal says who may not do what, and what to do', () => {
  for (const role of roles)
    for (const action of actions) {
      const refusal = refusalOf(role, action)
      if (operatorCan(role, action)) expect(refusal).toBeNull()
      else expect(refusal).toMatch(new RegExp(`^An? ${role} may not [a-zA-Z ]+\\. Ask an owner`))
    }
})

test('each role may all that the next lower one may, so that its words need only say what comes on top', () => {
  for (const [at, role] of roles.entries()) {
    const below = roles[at + 1]
    if (below)
      for (const action of actions.filter((one) => operatorCan(below, one)))
        expect(operatorCan(role, action)).toBe(true)
  }
  expect(roleWords('viewer')).toBe('May read everything.')
  expect(roleWords('operator')).toMatch(
    /^All that a viewer may; also create projects, .*decide approvals, settle uncertain effects, .*\.$/,
  )
  expect(roleWords('owner')).toMatch(
    /^All that an operator may; also remove projects, .*invite operators, revoke invites, .*\.$/,
  )
})

test('a role of no known name is refused', () => {
  expect(Role.safeParse('admin').success).toBe(false)
  expect(Role.parse('viewer')).toBe('viewer')
})
