import type { Task } from '#api/tasks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import type { Story } from '../cast.ts'

const needsProof = ({ status }: Task) => status === 'needs_verification'

const sums = {
  type: 'object',
  properties: { readers: { type: 'integer', minimum: 1 } },
  required: ['readers'],
}

/** Done without proof is not done: the file is not there, then it is; a person looks last. */
export const deliverableStory: Story = async ({ grace, owner, letter }) => {
  const { taskId } = await owner.ask(tasksContract.createTask, {
    body: {
      ...letter,
      title: 'Issue 148',
      intent: 'Write issue 148.\nartifact: Letter | issue-148.md\nfinish: written',
      deliverables: [
        { title: 'Letter', check: { kind: 'file' } },
        { title: 'Sums', check: { kind: 'json', path: 'issue-148.json', schema: sums } },
        { title: 'Tone', check: { kind: 'review' } },
      ],
    },
  })
  const params = { taskId }
  await owner.until(
    taskId,
    (task) => needsProof(task) && ['Letter', 'Sums'].every((title) => task.state.missing.includes(title)),
  )
  const text = [
    'The file is not there. Write it.',
    'write: issue-148.md | Dear readers, the tide is high.',
    'write: issue-148.json | {"readers": 412}',
    'artifact: Letter | issue-148.md',
    'finish: written, and it is there',
  ]
  await grace.ask(tasksContract.messageTask, { params, body: { text: text.join('\n') } })
  await grace.until(taskId, (task) => needsProof(task) && task.state.missing.length === 0)
  const body = { title: 'Tone', passed: true, note: 'Warm, as it should be.' }
  await grace.ask(tasksContract.reviewDeliverable, { params, body })
  await grace.until(taskId, ({ status }) => status === 'done')

  const unproven = await owner.aTask(letter, 'Collect sources\nfinish: collected', ['Sources'])
  await owner.until(unproven, needsProof)
  return 'a letter that was not there was refused, then written, proven by its hash, its sums by their schema, and looked at; another is not proven'
}
