import { outcomesContract } from '#api/outcomes/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { daysAfter, mondayOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import type { Cast, Story } from '../cast.ts'

const needsProof = ({ status }: Task) => status === 'needs_verification'

const sums = {
  type: 'object',
  properties: { readers: { type: 'integer', minimum: 1 } },
  required: ['readers'],
}

/** Done without proof is not done: the file is not there, then it is; a person looks last. */
export const deliverableStory: Story = async (cast) => {
  const { grace, owner, letter } = cast
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

  await takenStory(cast)
  await dueStory(cast)
  return 'a letter that was not there was refused, then written, proven by its hash, its sums by their schema, and looked at; another was taken without proof, and two that are due are not proven'
}

/** Its file is not there, and an operator takes it as it is. */
async function takenStory({ grace, letter }: Cast): Promise<void> {
  const intent = 'Draw the cover\nartifact: Cover | cover-148.png\nfinish: drawn'
  const deliverables = [{ title: 'Cover', check: { kind: 'file' as const } }]
  const body = { ...letter, title: 'Draw the cover', intent, deliverables }
  const { taskId } = await grace.ask(tasksContract.createTask, { body })
  await grace.until(taskId, needsProof)
  const accepted = { note: 'It hangs on the wall.' }
  await grace.ask(tasksContract.acceptWork, { params: { taskId }, body: accepted })
  await grace.until(taskId, ({ status }) => status === 'done')
}

/** What is due at the end of this week and of the next one, and not proven yet. */
async function dueStory({ owner, letter }: Cast): Promise<void> {
  const { week } = await owner.ask(outcomesContract.getOutcomes)
  const endOf = (nth: string) => `${daysAfter(mondayOf(nth), 6)}T23:59:59.000Z`
  const due = { 'Collect sources': endOf(week), 'Choose a printer': endOf(weeksAfter(week, 1)) }
  for (const [title, dueAt] of Object.entries(due)) {
    const intent = `${title}\nfinish: I have them all`
    const body = { ...letter, title, intent, deliverables: ['Sources'], dueAt }
    const { taskId } = await owner.ask(tasksContract.createTask, { body })
    await owner.until(taskId, needsProof)
  }
}
