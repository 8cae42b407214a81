import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { type Course, coursesIn, gapsOf, mostAtOnce, rateOf } from './courses.ts'

const course = (startedAt: number, endedAt: number): Course => ({
  sessionKey: `s${startedAt}`,
  startedAt,
  endedAt,
})
const twoSlots = [course(0, 2_000), course(10, 2_030), course(2_100, 4_000), course(2_040, 5_000)]

test('the rate is from the first begin to the last end', () => {
  expect(rateOf(twoSlots)).toBe(0.8)
})

test('each begin after the first few is held against the end that made room for it', () => {
  expect(gapsOf(twoSlots, 2)).toEqual([40, 70])
})

test('what ends as another begins did not run at the same time', () => {
  expect(mostAtOnce(twoSlots)).toBe(2)
  expect(mostAtOnce([course(0, 10), course(10, 20)])).toBe(1)
})

test('runs are read in the order of their begin, and one that went wrong is no measurement', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'state'))
  const row = (createdAt: number, status = 'completed') => ({
    sessionKey: `s${createdAt}`,
    createdAt,
    status,
    endedAt: 9,
  })
  const keep = (tasks: object[]) =>
    writeFileSync(join(folder, 'state', 'gateway.json'), JSON.stringify({ tasks }))
  keep([row(2), row(1)])
  expect(coursesIn(folder)).toEqual([
    { sessionKey: 's1', startedAt: 1, endedAt: 9 },
    { sessionKey: 's2', startedAt: 2, endedAt: 9 },
  ])
  keep([row(2), row(1, 'failed')])
  expect(() => coursesIn(folder)).toThrow('the run of s1 is failed')
})
