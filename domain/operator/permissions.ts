/** What a role may do: one table for server, button and test. */
export const roles = ['owner', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

export const actions = [
  'read',
  'createProject',
  'removeProject',
  'createAgent',
  'createTask',
  'messageTask',
  'cancelTask',
  'retryTask',
  'acceptWork',
  'answerQuestion',
  'decideApproval',
  'settleEffect',
] as const
export type Action = (typeof actions)[number]

const everything = new Set<Action>(actions)
const may: Record<Role, ReadonlySet<Action>> = {
  owner: everything,
  operator: new Set(actions.filter((action) => action !== 'removeProject')),
  viewer: new Set<Action>(['read']),
}

export const operatorCan = (role: Role, action: Action): boolean => may[role].has(action)

const words: Record<Action, string> = {
  read: 'read this',
  createProject: 'create projects',
  removeProject: 'remove projects',
  createAgent: 'create agents',
  createTask: 'create tasks',
  messageTask: 'write to agents',
  cancelTask: 'cancel tasks',
  retryTask: 'retry tasks',
  acceptWork: 'accept work',
  answerQuestion: 'answer questions',
  decideApproval: 'decide approvals',
  settleEffect: 'settle uncertain effects',
}

/** The sentence at a disabled control and in a 403; null where the role may. */
export function refusalOf(role: Role, action: Action): string | null {
  return operatorCan(role, action)
    ? null
    : `A ${role} may not ${words[action]}. Ask an owner to change your role.`
}
