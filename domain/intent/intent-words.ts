import type { Command } from './intent.ts'

/** What an operator asked, as the subject of a sentence. */
export const commandWords: Record<Command, string> = {
  startTask: 'The start of the task',
  decideApproval: 'A decision',
  answerQuestion: 'An answer',
  sendMessage: 'A message',
  setPriority: 'The change of priority',
  setDeadline: 'The change of the deadline',
  setTaskBudget: 'The change of the task’s budget',
  raiseBudget: 'The raise of the budget',
  cancelTask: 'The wish to cancel',
  retryTask: 'The wish to try again',
  acceptWork: 'The acceptance of the work',
  releaseRun: 'The end of a hold',
  stopRun: 'The stop by a kill switch',
  moveTask: 'The move with its agent',
  reviewDeliverable: 'A review',
  checkAgain: 'The wish to check again',
  askAgent: 'A question to the agent',
  settleEffect: 'What became of an effect',
  settleFork: 'What is to become of a frozen task',
}
