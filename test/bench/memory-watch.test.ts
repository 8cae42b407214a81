import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { grownBy, residentOf, watchMemory } from './memory-watch.ts'

const status = 'Name:\tnode\nVmPeak:\t  900000 kB\nVmHWM:\t  123456 kB\nVmRSS:\t   98765 kB\n'
const isLinux = process.platform === 'linux'

test('what is resident and what was at most are two lines', () => {
  expect(residentOf(status, 'VmRSS')).toBe(98_765 * 1_024)
  expect(residentOf(status, 'VmHWM')).toBe(123_456 * 1_024)
})

test('a process that has ended and is listed still has no memory', () => {
  expect(residentOf('Name:\tnode\nState:\tZ (zombie)\n', 'VmHWM')).toBeNull()
})

test.runIf(isLinux)('memory that came and went again between two looks counts', async () => {
  const watch = watchMemory(() => ({ own: process.pid }), ['own'])
  let held: Buffer | null = Buffer.alloc(96_000_000, 1)
  expect(held.length).toBe(96_000_000)
  held = null
  await sleep(50)
  const [own] = watch.stop().own ?? []
  expect(own && grownBy(own)).toBeGreaterThan(80_000_000)
})

test.runIf(isLinux)('what ended is not looked at; what never ran is an error', async () => {
  let pids: Record<string, number> = { own: process.pid }
  const watch = watchMemory(() => pids, ['own'])
  pids = {}
  await sleep(50)
  expect(watch.stop().own).toHaveLength(1)
  expect(() => watchMemory(() => ({}), ['other'])).toThrow('other does not run')
})
