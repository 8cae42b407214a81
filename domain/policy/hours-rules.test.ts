import { describe, expect, test } from 'vitest'
import { isWithin, nextOpening } from './hours-rules.ts'
import type { Hours } from './policy-document.ts'

const office: Hours = { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }
const night: Hours = { timeZone: 'Europe/Berlin', days: [5, 7], from: '22:00', to: '06:00' }
const tokyo: Hours = { ...office, timeZone: 'Asia/Tokyo', days: [1, 7], to: '24:00' }

describe('runs may start from the beginning of the hours until just before their end, on their days', () => {
  test.each<[hours: Hours[], at: string, isOpen: boolean]>([
    [[], '2026-11-28T03:00:00Z', true],
    [[office], '2026-11-27T08:59:59Z', false],
    [[office], '2026-11-27T09:00:00Z', true],
    [[office], '2026-11-27T16:59:59Z', true],
    [[office], '2026-11-27T17:00:00Z', false],
    [[office], '2026-11-28T12:00:00Z', false],
    [[office], '2026-11-29T12:00:00Z', false],
    [[office], '2026-11-30T12:00:00Z', true],
    [[tokyo], '2026-11-29T00:00:00Z', true],
    [[tokyo], '2026-11-28T23:59:59Z', false],
    [[tokyo], '2026-11-29T14:59:59Z', true],
    [[tokyo], '2026-11-29T15:00:00Z', false],
    [[{ ...office, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], '2026-11-29T00:00:00Z', true],
    // The night from Friday to Saturday, and that from Sunday to Monday.
    [[night], '2026-11-27T20:59:59Z', false],
    [[night], '2026-11-27T21:00:00Z', true],
    [[night], '2026-11-28T04:59:59Z', true],
    [[night], '2026-11-28T05:00:00Z', false],
    [[night], '2026-11-28T21:00:00Z', false],
    [[night], '2026-11-29T04:00:00Z', false],
    [[night], '2026-11-30T04:59:59Z', true],
    [[night], '2026-11-30T05:00:00Z', false],
    [[night], '2026-11-27T04:00:00Z', false],
    // It ends at six by the clock, which is changed in it.
    [[night], '2026-10-26T04:59:59Z', true],
    [[{ ...night, days: [6] }], '2026-10-25T04:59:59Z', true],
    [[{ ...night, days: [6] }], '2026-10-25T05:00:00Z', false],
    [[{ ...night, days: [6] }], '2027-03-28T03:59:59Z', true],
    [[{ ...night, days: [6] }], '2027-03-28T04:00:00Z', false],
    [[{ ...night, to: '00:00' }], '2026-11-27T22:59:59Z', true],
    [[{ ...night, to: '00:00' }], '2026-11-27T23:00:00Z', false],
    [[office, { ...night, timeZone: 'UTC', to: '10:00' }], '2026-11-30T09:30:00Z', true],
    [[office, { ...night, timeZone: 'UTC', to: '10:00' }], '2026-11-30T10:00:00Z', false],
    [[office, tokyo], '2026-11-30T10:00:00Z', true],
    [[office, tokyo], '2026-11-30T16:00:00Z', false],
    [[office, tokyo], '2026-11-30T02:00:00Z', false],
  ])('%j at %s: %s', (hours, at, isOpen) => expect(isWithin(hours, new Date(at))).toBe(isOpen))
})

describe('what waits for its hours says when they begin', () => {
  const next = (hours: Hours[], at: string) => nextOpening(hours, new Date(at))?.toISOString() ?? null
  test.each<[hours: Hours[], at: string, opening: string | null]>([
    [[], '2026-11-28T03:00:01Z', '2026-11-28T03:00:01.000Z'],
    [[office], '2026-11-27T12:00:01Z', '2026-11-27T12:00:01.000Z'],
    [[office], '2026-11-27T08:58:30Z', '2026-11-27T09:00:00.000Z'],
    [[office], '2026-11-27T17:00:00Z', '2026-11-30T09:00:00.000Z'],
    [[{ ...office, days: [5] }], '2026-11-27T17:00:00Z', '2026-12-04T09:00:00.000Z'],
    [[office, tokyo], '2026-11-27T17:00:00Z', '2026-11-30T09:00:00.000Z'],
    [
      [
        { ...office, days: [1] },
        { ...office, days: [2] },
      ],
      '2026-11-27T17:00:00Z',
      null,
    ],
    [[night], '2026-11-28T04:59:00Z', '2026-11-28T04:59:00.000Z'],
    [[night], '2026-11-28T05:00:00Z', '2026-11-29T21:00:00.000Z'],
    [[night], '2026-11-30T05:00:00Z', '2026-12-04T21:00:00.000Z'],
    [
      [office, { ...night, timeZone: 'UTC', to: '10:00' }],
      '2026-11-27T22:00:00Z',
      '2026-11-30T09:00:00.000Z',
    ],
    // Nights of Friday and the days of the other scope have no hour in common.
    [[office, { ...night, timeZone: 'UTC', days: [5] }], '2026-11-27T22:00:00Z', null],
    [
      [{ ...night, days: [6], from: '23:00', to: '03:00' }],
      '2027-03-28T01:00:00Z',
      '2027-04-03T21:00:00.000Z',
    ],
    // That night New York goes from 01:59 to 03:00, so the hours come a week later.
    [
      [{ timeZone: 'America/New_York', days: [7], from: '02:00', to: '03:00' }],
      '2027-03-14T05:00:00Z',
      '2027-03-21T06:00:00.000Z',
    ],
  ])('%j from %s: %s', (hours, at, opening) => expect(next(hours, at)).toBe(opening))
})
