import { tasksContract } from '#api/tasks/contract.ts'
import type { Story } from '../cast.ts'

/** A question is answered and its agent goes on; another one waits. */
export const questionStory: Story = async ({ grace, owner, letter, shop }) => {
  const lines = ['Choose the cover', 'ask: Which colour? | red | blue', 'learning: Blue prints best | covers']
  const taskId = await owner.aTask(letter, [...lines, 'finish: the cover is chosen'].join('\n'))
  const { state } = await grace.until(taskId, ({ waitKind }) => waitKind === 'operator')
  const questionId = state.questions[0]?.questionId ?? ''
  await grace.ask(tasksContract.answerQuestion, { params: { taskId, questionId }, body: { answer: 'blue' } })
  const open = await grace.aTask(shop, 'Order boxes\nask: How many boxes? | 100 | 500\nfinish: ordered')
  await grace.until(open, ({ waitKind }) => waitKind === 'operator')
  await owner.until(taskId, ({ status }) => status === 'done')
  return 'Grace answered a question and the work went on; another one still waits'
}
