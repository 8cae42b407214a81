import { Cron } from 'croner'
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { nextBeats, type Timing } from './beat-times.ts'

/** Whoever reads or previews a heartbeat keeps everybody else waiting for so many of these. */
let steps: MockInstance
let looks: MockInstance
beforeEach(() => {
  steps = vi.spyOn(Cron.prototype, 'nextRun')
  looks = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts')
})
afterEach(() => vi.restoreAllMocks())

const friday = { from: '10:00', to: '12:00', days: [5] }
const timing = (rhythm: Timing['rhythm'], change: Partial<Timing> = {}): Timing => ({
  ...{ rhythm, timeZone: 'Europe/Berlin', activeHours: friday },
  ...change,
})
const fridayEvening = new Date('2026-11-27T18:00:00Z')
const everyMinute = { cron: '* * * * *' }
const nextWeek = ['2026-12-04T09:00:00.000Z', '2026-12-04T09:01:00.000Z', '2026-12-04T09:02:00.000Z']

test('each minute of hours that are a week away costs a few steps, not a week of minutes', () => {
  expect(nextBeats(timing(everyMinute), fridayEvening, 3)).toEqual(nextWeek)
  expect(steps.mock.calls.length).toBeLessThanOrEqual(5)
  expect(nextBeats(timing({ everySeconds: 60 }), fridayEvening, 3)).toEqual(nextWeek)
  expect(looks.mock.calls.length).toBeLessThanOrEqual(100)
})

test('what never comes is known after a bounded number of steps', () => {
  const daily = { ...friday, days: [1, 2, 3, 4, 5, 6, 7] }
  expect(nextBeats(timing({ cron: '0 3 * * *' }, { activeHours: daily }), fridayEvening, 3)).toEqual([])
  expect(steps.mock.calls.length).toBeLessThanOrEqual(101)
  expect(nextBeats(timing({ everySeconds: 86_400 }), fridayEvening, 3)).toEqual([])
  expect(nextBeats(timing(everyMinute, { activeHours: { ...friday, days: [] } }), fridayEvening, 3)).toEqual(
    [],
  )
})

test('what comes now and then in its hours is found, however seldom', () => {
  const next = (rhythm: Timing['rhythm'], days: number[]) =>
    nextBeats(timing(rhythm, { timeZone: 'UTC', activeHours: { ...friday, days } }), fridayEvening, 2)
  expect(next({ cron: '0 11 13 * *' }, [5])).toEqual(['2027-08-13T11:00:00.000Z', '2028-10-13T11:00:00.000Z'])
  expect(next({ cron: '30 11 1 1 *' }, [6, 7])).toEqual([
    '2028-01-01T11:30:00.000Z',
    '2033-01-01T11:30:00.000Z',
  ])
  expect(next({ everySeconds: 25 * 3_600 }, [1])).toHaveLength(2)
  expect(nextBeats(timing(everyMinute, { activeHours: null }), fridayEvening, 1)).toEqual([
    '2026-11-27T18:01:00.000Z',
  ])
})

test('up to a moment, its own time is the last one, and nothing after it is looked for', () => {
  const open = timing(everyMinute, { activeHours: null })
  const until = '2026-11-27T18:02:00.000Z'
  expect(nextBeats(open, fridayEvening, 9, until)).toEqual(['2026-11-27T18:01:00.000Z', until])
  expect(nextBeats(timing(everyMinute), fridayEvening, 9, until)).toEqual([])
})
