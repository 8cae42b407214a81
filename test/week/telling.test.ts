import { expect, test } from 'vitest'
import { tellingOf } from './telling.ts'
import { aRunEnd, aTask, ledgerOfTold, office, told } from './told.ts'

test('the week is told by project and task: when, who and what; machinery is only counted', () => {
  const ledger = ledgerOfTold(
    ...office,
    aTask('t_1', 'Letter'),
    told('run_accepted', 'task/t_1', { stepId: 's1', itemId: 'i_1' }, { actor: 'executor:mac-mini' }),
    told(
      'update_posted',
      'task/t_1',
      { stepId: 's1', itemId: 'i_2', text: 'Half\nway' },
      { actor: 'agent:ag_1' },
    ),
    aRunEnd('t_1', 1),
    told('task_done', 'task/t_1', { summary: 'sent' }, { actor: 'system:control' }),
  )
  const lines = tellingOf(ledger)
  expect(lines[0]).toBe('The week as the ledger has it: 6 entries, and 2 of machinery that are not told')
  expect(lines.slice(lines.indexOf('Letters, active'))).toEqual([
    'Letters, active',
    '  Project: Letters',
    '    09:02:00  The owner      created the project Letters',
    '  “Letter”: done',
    '    09:03:00  The owner      asked for the task: Write it.',
    '    09:05:00  ag_1           says: Half',
    '    09:07:00  Front Office   closed the task: done: sent',
  ])
})
