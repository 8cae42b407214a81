import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tellWhile } from './progress.ts'

test('what takes long is told while it lasts, and not after it', async () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  expect(await tellWhile(say, 'waiting for nothing', Promise.resolve(1), 10)).toBe(1)
  expect(said).toEqual([])
  await tellWhile(say, 'waiting for the bus', sleep(200), 20)
  expect(said[0]).toBe('waiting for the bus (0 s)')
  const { length } = said
  await sleep(100)
  expect(said).toHaveLength(length)
  await expect(tellWhile(say, 'waiting', Promise.reject(new Error('it broke')), 10)).rejects.toThrow(
    'it broke',
  )
})
