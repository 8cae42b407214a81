import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { countOddEvents } from './odd-events.ts'

afterEach(() => void vi.useRealTimers())

test('any number of odd events is one line a minute that says how many, and what was wrong with the last', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lines: string[] = []
  const odd = countOddEvents((count, what) => lines.push(`${count} ${what}`))
  const { error } = z.object({ runId: z.string() }).safeParse({ runId: 1 })
  if (!error) throw new Error('it is not odd')
  for (let n = 0; n < 1_000; n++) odd.note(error)
  expect(lines).toEqual(['1 runId: Invalid input: expected string, received number'])
  vi.advanceTimersByTime(60_000)
  odd.note(error)
  expect(lines[1]).toMatch(/^1000 runId: /)
  expect(lines).toHaveLength(2)
})
