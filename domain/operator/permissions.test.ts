import { expect, test } from 'vitest'
import { Role } from './operator.ts'
import { type Action, actions, operatorCan, refusalOf, roles } from './permissions.ts'

const allowed: Record<Action, string> = {
  read: 'owner operator viewer',
  createProject: 'owner operator',
  removeProject: 'owner',
  createAgent: 'owner operator',
  createTask: 'owner operator',
  messageTask: 'owner operator',
  cancelTask: 'owner operator',
  retryTask: 'owner operator',
  acceptWork: 'owner operator',
  answerQuestion: 'owner operator',
  decideApproval: 'owner operator',
  settleEffect: 'owner operator',
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
      else expect(refusal).toMatch(new RegExp(`^A ${role} may not [a-z ]+\\. Ask an owner`))
    }
})

test('a role of no known name is refused', () => {
  expect(Role.safeParse('admin').success).toBe(false)
  expect(Role.parse('viewer')).toBe('viewer')
})
