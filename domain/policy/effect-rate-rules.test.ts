import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EffectRate, rateRefusal, rateUntil } from './effect-rate-rules.ts'

const now = new Date('2026-11-26T12:00:00.000Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString()
const aRate = (limit: number, ...minutes: number[]): EffectRate => ({
  ...{ scope: 'project', limit },
  givenOut: minutes.map(ago),
})

test('one more goes out while there are fewer than the limit, and once the first of the last ones is an hour old', () => {
  expect(rateRefusal([aRate(2, 30)], now)).toBeNull()
  expect(rateRefusal([aRate(2, 50, 30)], now)).toBe(
    'The policy of its project lets out at most 2 effects in an hour. Decide it again in 10 min.',
  )
  expect(rateRefusal([aRate(2, 60, 30)], now)).toBeNull()
})

test('who waits is told what is allowed and not done', () => {
  const told = (due: number) => rateRefusal([{ ...aRate(2, 0, 0), due }], now)
  expect(told(1)).toContain(' in an hour. 1 of them is allowed and not done yet. Decide it again in 60 min.')
  expect(told(2)).toContain(' 2 of them are allowed and not done yet.')
})

test('of several limits the one that holds longest is named', () => {
  const portfolio: EffectRate = { scope: 'portfolio', limit: 1, givenOut: [ago(5)] }
  expect(rateRefusal([aRate(1, 20), portfolio], now)).toMatch(
    /^The policy of all projects .* one effect .* 55 min/,
  )
})

test('under a limit that was lowered it waits until few enough are left', () => {
  expect(rateUntil(aRate(2, 55, 50, 40, 30))).toBe(new Date(Date.parse(ago(40)) + 3_600_000).toISOString())
})

test('in no hour more go out than the limit, whenever they are asked for', () => {
  const asked = fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), asked, (limit, seconds) => {
      const out: number[] = []
      for (const second of seconds.toSorted((a, b) => a - b)) {
        const at = new Date(now.getTime() + second * 1_000)
        const givenOut = out
          .filter((one) => one > at.getTime() - 3_600_000)
          .map((one) => new Date(one).toISOString())
        if (rateRefusal([{ scope: 'agent', limit, givenOut }], at) === null) out.push(at.getTime())
      }
      for (const from of out)
        expect(out.filter((one) => one >= from && one < from + 3_600_000).length).toBeLessThanOrEqual(limit)
    }),
  )
})
