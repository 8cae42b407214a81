import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpenAt, nextOpenAt, type OpenHours } from './opening-rules.ts'

const office: OpenHours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }
const night: OpenHours = { ...office, days: [5], from: '22:00', to: '06:00' }
const sunday = (from: string, to: string): OpenHours => ({ ...office, days: [7], from, to })

describe('the next opening', () => {
  // 2026-11-27 is a Friday. Berlin's clock goes from 03:00 back to 02:00 on 2026-10-25, from 02:00 to 03:00 on 2027-03-28.
  test.each<[why: string, hours: OpenHours, from: string, opening: string]>([
    ['now, where it is open', office, '2026-11-27T10:00:01Z', '2026-11-27T10:00:01.000Z'],
    ['the same day', office, '2026-11-27T07:58:30Z', '2026-11-27T08:00:00.000Z'],
    ['after the weekend', office, '2026-11-27T16:30:00Z', '2026-11-30T08:00:00.000Z'],
    ['in a week', { ...office, days: [5] }, '2026-11-27T16:30:00Z', '2026-12-04T08:00:00.000Z'],
    ['that goes past midnight', night, '2026-11-27T05:00:00Z', '2026-11-27T21:00:00.000Z'],
    ['begun the day before', night, '2026-11-28T04:59:00Z', '2026-11-28T04:59:00.000Z'],
    ['in summer time', office, '2027-03-26T17:00:00Z', '2027-03-29T07:00:00.000Z'],
    ['in winter time', office, '2026-10-23T16:00:00Z', '2026-10-26T08:00:00.000Z'],
    [
      'that the clock leaps into',
      sunday('02:30', '05:00'),
      '2027-03-27T12:00:00Z',
      '2027-03-28T01:00:00.000Z',
    ],
    [
      'that the clock leaps over',
      sunday('02:00', '03:00'),
      '2027-03-27T12:00:00Z',
      '2027-04-04T00:00:00.000Z',
    ],
    [
      'an hour that comes twice',
      sunday('02:00', '02:30'),
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00.000Z',
    ],
  ])('%s', (_, hours, from, opening) => {
    expect(nextOpenAt(hours, new Date(from))?.toISOString()).toBe(opening)
  })

  test('is none without a day', () => {
    expect(nextOpenAt({ ...office, days: [] }, new Date('2026-11-27T10:00:00Z'))).toBeNull()
  })
})

const minute = 60_000
const clock = fc
  .integer({ min: 0, max: 95 })
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`)
const anyHours = fc.record({
  timeZone: fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/New_York',
  ),
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: clock,
  to: clock,
})
/** Days around which clocks are changed, and one that is like any other. */
const anyMoment = fc
  .tuple(
    fc.constantFrom('2026-10-24', '2027-03-27', '2027-03-13', '2027-04-03', '2026-10-03', '2026-11-25'),
    fc.integer({ min: 0, max: 3 * 96 }),
  )
  .map(([day, quarters]) => new Date(Date.parse(`${day}T00:00:00Z`) + quarters * 15 * minute))

test('is the first of all quarters of an hour that are open, whatever the clocks do', () => {
  fc.assert(
    fc.property(anyHours, anyMoment, (hours, from) => {
      const first = Array.from(
        { length: 15 * 96 },
        (_, i) => new Date(from.getTime() + i * 15 * minute),
      ).find((at) => isOpenAt(hours, at))
      expect(nextOpenAt(hours, from)).toEqual(first)
    }),
    { numRuns: 150 },
  )
})
