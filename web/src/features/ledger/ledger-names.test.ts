import { expect, test } from 'vitest'
import { aboutIn, placeOf } from './ledger-names.ts'
import { anEntry, taskId } from './sample-entries.ts'

const proposal = anEntry(2, { type: 'approval_requested', body: { proposalId: 'p_1', tool: 'send_message' } })

test('what entries are about has its name, and its id only where nobody knows one', () => {
  const names = {
    [`task/${taskId}`]: 'Send issue 148',
    'runbook/rr_1': 'Weekly review',
    'project/pr_1': 'Letter',
    'agent/ag_1': 'Ines',
  }
  const label = (streamId: string) => placeOf(streamId, names).label
  expect(placeOf(`task/${taskId}`, names)).toEqual({ label: 'Send issue 148', href: `/tasks/${taskId}` })
  expect(placeOf('task/t_1', names)).toEqual({ label: 'task t_1', href: '/tasks/t_1' })
  expect(placeOf('runbook/rr_1', names)).toEqual({
    label: 'run of Weekly review',
    href: '/runbook-runs/rr_1',
  })
  expect(label('runbook/rr_2')).toBe('run rr_2')
  expect(['pr_1', 'ag_1', 'portfolio'].map((scope) => label(`policy/${scope}`))).toEqual([
    'policy of Letter',
    'policy of Ines',
    'policy of all projects',
  ])
  expect(placeOf('policy/pr_1', names).href).toBe('/projects/pr_1/policies')
  expect(['everything', 'ag_1'].map((scope) => placeOf(`kill-switch/${scope}`, names))).toEqual([
    { label: 'kill switch', href: '/stop' },
    { label: 'kill switch of Ines', href: '/stop' },
  ])
})

test('other streams lead to their pages', () => {
  const places = ['project/pr_1', 'agent/ag_1', 'executor/mac-mini', 'operator/op_1', 'document/doc_1'].map(
    (streamId) => placeOf(streamId, {}),
  )
  expect(places).toEqual([
    { label: 'project', href: '/projects/pr_1' },
    { label: 'agent', href: '/agents/ag_1' },
    { label: 'executor mac-mini', href: '/executors' },
    { label: 'operator', href: '/operators' },
    { label: 'document', href: '/documents/doc_1' },
  ])
})

test('ids are turned into words from the entries that were read and from what the server names', () => {
  const about = aboutIn([proposal], {
    'proposal/p_3': 'deploy',
    'question/q_2': 'Which?',
    'task/t_1': 'Draft',
  })
  expect(['p_1', 'p_2', 'p_3'].map(about.toolOf)).toEqual(['send_message', 'p_2', 'deploy'])
  expect(['q_1', 'q_2'].map(about.questionOf)).toEqual(['q_1', 'Which?'])
  expect(['t_1', 't_2'].map(about.taskOf)).toEqual(['Draft', 't_2'])
})
