import { type Action, actionWords, ownActions, type Role } from './permissions.ts'

const areas = {
  Projects: ['createProject', 'editProject', 'changeStage', 'removeProject'],
  Agents: ['createAgent', 'editAgent', 'retireAgent', 'resumeAgent', 'messageTask', 'setHeartbeat'],
  Tasks: [
    'createTask',
    'prioritiseTask',
    'setDeadline',
    'setTaskBudget',
    'raiseBudget',
    'cancelTask',
    'retryTask',
    'acceptWork',
    'reviewDeliverable',
    'checkAgain',
  ],
  Decisions: [
    'decideApproval',
    'askAgent',
    'makeStandingGrant',
    'revokeStandingGrant',
    'settleEffect',
    'answerQuestion',
    'settleFinding',
    'settleFork',
    'triageInbox',
  ],
  Runbooks: ['writeRunbook', 'startRunbook', 'decideRunbookStep', 'resumeRunbook', 'cancelRunbook'],
  Knowledge: ['writeDocument', 'removeDocument'],
  Outcomes: ['bookMoney', 'planOutcomes', 'setOperatorRate'],
  Policies: ['changePolicy'],
  'Kill switch': ['setKillSwitch', 'liftKillSwitch'],
  Ledger: ['acknowledgeRestore'],
  Access: ['inviteOperator', 'revokeInvite', 'changeRole', 'removeOperator', 'createApiKey', 'revokeApiKey'],
  Executors: ['drainExecutor', 'addExecutor', 'retireExecutor', 'renewExecutorToken', 'revokeExecutorToken'],
  Reading: ['read'],
} as const satisfies Record<string, readonly Action[]>

export interface AreaWords {
  area: string
  /** "create, edit, pause and resume projects". */
  words: string
}

/** What a role may on top of the next lower one, by what it is about. An action without an area stands under its own. */
export function roleAreas(role: Role): AreaWords[] {
  const own = new Set<Action>(ownActions(role))
  const listed = Object.entries(areas).map(([area, actions]) => ({
    area,
    actions: actions.filter((one) => own.delete(one)),
  }))
  return [...listed, { area: 'Else', actions: [...own] }]
    .filter(({ actions }) => actions.length > 0)
    .map(({ area, actions }) => ({ area, words: joined(actions.map((action) => actionWords(action))) }))
}

/** "pause and resume projects" in what is done and what it is done to. */
function partsOf(words: string): { verb: string; object: string } {
  const [, verb = words, object = ''] = /^(\w+(?: and \w+)?) (.+)$/.exec(words) ?? []
  return { verb, object }
}

/** What is done to one thing names that thing once. */
function joined(phrases: string[]): string {
  const parts = phrases.map(partsOf)
  return parts
    .map(({ verb, object }, i) => (parts[i + 1]?.object === object ? verb : `${verb} ${object}`))
    .join(', ')
}
