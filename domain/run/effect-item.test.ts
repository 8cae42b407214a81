import { expect, test } from 'vitest'
import { effectItemOf } from './effect-item.ts'
import { RunItem } from './run.ts'

const grant = { proposalId: 'p_1', effectKey: 'task/t_test/s1/p_1' }

test('what became of an effect is one item, however often it is told; knowing more is another', () => {
  const uncertain = effectItemOf(grant, 's1', { outcome: 'uncertain', detail: 'Who knows.' })
  const performed = effectItemOf(grant, 's1', { outcome: 'performed', detail: 'Sent.' })
  expect(effectItemOf(grant, 's1', { outcome: 'performed', detail: 'Sent, I say.' }).id).toBe(performed.id)
  expect(performed.id).not.toBe(uncertain.id)
  expect(RunItem.parse(performed)).toMatchObject({
    ...grant,
    stepId: 's1',
    outcome: 'performed',
    detail: 'Sent.',
  })
})
