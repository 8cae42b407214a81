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
  'inviteOperator',
  'revokeInvite',
  'changeRole',
  'removeOperator',
] as const
export type Action = (typeof actions)[number]

const everything = new Set<Action>(actions)
const ownersOnly = new Set<Action>([
  'removeProject',
  'inviteOperator',
  'revokeInvite',
  'changeRole',
  'removeOperator',
])
const may: Record<Role, ReadonlySet<Action>> = {
  owner: everything,
  operator: new Set(actions.filter((action) => !ownersOnly.has(action))),
  viewer: new Set<Action>(['read']),
}

export const operatorCan = (role: Role, action: Action): boolean => may[role].has(action)

const words: Record<Action, string> = {
  read: 'read everything',
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
  inviteOperator: 'invite operators',
  revokeInvite: 'revoke invites',
  changeRole: 'change roles',
  removeOperator: 'remove operators',
}

export const aRole = (role: Role): string => (role === 'viewer' ? 'a viewer' : `an ${role}`)
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What a role may do in one sentence: what the next lower one may, and what comes on top. */
export function roleWords(role: Role): string {
  const below = roles[roles.indexOf(role) + 1]
  const own = actions.filter((action) => operatorCan(role, action) && !(below && operatorCan(below, action)))
  const list = own.map((action) => words[action]).join(', ')
  return below ? `All that ${aRole(below)} may; also ${list}.` : `May ${list}.`
}

/** The sentence at a disabled control and in a 403; null where the role may. */
export function refusalOf(role: Role, action: Action): string | null {
  return operatorCan(role, action)
    ? null
    : `${capital(aRole(role))} may not ${words[action]}. Ask an owner to change your role.`
}
