import { type Action, actionWords, ownActions, type Role } from './permissions.ts'

const areas = {
  Projects: ['createProject', 'editProject', 'changeStage', 'removeProject'],
  Agents: ['createAgent', 'editAgent', 'retireAgent', 'messageTask', 'setHeartbeat'],
  Tasks: ['createTask', 'cancelTask', 'retryTask', 'acceptWork', 'reviewDeliverable', 'checkAgain'],
  Decisions: ['decideApproval', 'settleEffect', 'answerQuestion', 'settleFinding', 'triageInbox'],
  Runbooks: ['writeRunbook', 'startRunbook', 'decideRunbookStep', 'resumeRunbook', 'cancelRunbook'],
  Knowledge: ['writeDocument', 'removeDocument'],
  Outcomes: ['bookMoney', 'planOutcomes', 'setOperatorRate'],
  Policies: ['changePolicy'],
  Access: ['inviteOperator', 'revokeInvite', 'changeRole', 'removeOperator', 'createApiKey', 'revokeApiKey'],
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

const objectOf = (words: string) => words.slice(words.lastIndexOf(' ') + 1)
const verbOf = (words: string) => words.slice(0, words.lastIndexOf(' '))

/** What is done to one thing names that thing once. */
function joined(phrases: string[]): string {
  return phrases
    .map((words, i) =>
      phrases[i + 1] && objectOf(phrases[i + 1] ?? '') === objectOf(words) ? verbOf(words) : words,
    )
    .join(', ')
}
