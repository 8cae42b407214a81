import { expect, test } from 'vitest'
import { isForbiddenBy, toolsIn } from './tool-list.ts'

test.each([
  ['read', ['read']],
  ['send_message, exec', ['send_message', 'exec']],
  ['exec,,read  web.fetch\n\tbash', ['exec', 'read', 'web.fetch', 'bash']],
  [' exec, ', ['exec']],
  ['exec read exec', ['exec', 'read']],
  [' , ', []],
  ['', []],
])('%j is read as the tools %j', (text, tools) => {
  expect(toolsIn(text)).toEqual(tools)
})

test('a list that forbids names a tool however either is written, and no other', () => {
  expect(isForbiddenBy(['message', 'Exec'], 'exec')).toBe(true)
  expect(isForbiddenBy(['exec'], 'EXEC')).toBe(true)
  expect(isForbiddenBy(['exec_all'], 'exec')).toBe(false)
  expect(isForbiddenBy([], 'exec')).toBe(false)
})
