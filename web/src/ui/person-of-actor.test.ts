import { expect, test } from 'vitest'
import { personOf } from './person-of-actor.ts'

test('people keep their initials, the Mac and the product are machinery', () => {
  expect(personOf('operator:op_1', 'Mara Lind')).toEqual({
    kind: 'operator',
    name: 'Mara Lind',
    initials: 'ML',
  })
  expect(personOf('agent:ag_1', 'editor')).toEqual({ kind: 'agent', name: 'editor', initials: 'ED' })
  expect(personOf('executor:mac-mini', 'mac-mini').kind).toBe('system')
  expect(personOf('system:control', 'Front Office').kind).toBe('system')
})
