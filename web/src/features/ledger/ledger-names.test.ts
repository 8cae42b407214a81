import { expect, test } from 'vitest'
import { aboutIn, placeOf, titlesIn } from './ledger-names.ts'
import { anEntry, taskId } from './sample-entries.ts'

const request = anEntry(1, { type: 'task_requested', body: { title: 'Send issue 148' } })
const proposal = anEntry(2, { type: 'approval_requested', body: { proposalId: 'p_1', tool: 'send_message' } })

test('a task is named by its first entry, and by its id where that was not read', () => {
  const titles = titlesIn([proposal, request])
  const title = (streamId: string) => titles.get(streamId)
  expect(placeOf(`task/${taskId}`, title)).toEqual({ label: 'Send issue 148', href: `/tasks/${taskId}` })
  expect(placeOf('task/t_1', title)).toEqual({ label: 'task t_1', href: '/tasks/t_1' })
})

test('other streams lead to their pages', () => {
  const places = ['project/pr_1', 'agent/ag_1', 'executor/mac-mini', 'operator/op_1', 'document/doc_1'].map(
    (streamId) => placeOf(streamId, () => undefined),
  )
  expect(places).toEqual([
    { label: 'project', href: '/projects/pr_1' },
    { label: 'agent', href: '/agents/ag_1' },
    { label: 'executor mac-mini', href: '/executors' },
    { label: 'operator', href: '/operators' },
    { label: 'document', href: '/documents/doc_1' },
  ])
})

test('ids are turned into words where the entry that names them was read', () => {
  const about = aboutIn([proposal])
  expect([about.toolOf('p_1'), about.toolOf('p_2'), about.questionOf('q_1')]).toEqual([
    'send_message',
    'p_2',
    'q_1',
  ])
})
