import { expect, test } from 'vitest'
import type { Usage } from './run.ts'
import { knownUse, toldUsage, usageSum } from './usage-rules.ts'

const use = (input: number, costNanoUsd: number | null = input): Usage => ({
  ...{ input, output: 1, cacheRead: 2, cacheWrite: 3, costNanoUsd },
})

test('uses add up, token by token', () => {
  expect(usageSum(null, use(5))).toEqual(use(5))
  expect(usageSum(use(5), use(7))).toEqual({
    ...{ input: 12, output: 2, cacheRead: 4, cacheWrite: 6, costNanoUsd: 12 },
  })
})

test('one without a price makes the price of all unknown, and what is known of it stays known', () => {
  const all = { input: 12, costNanoUsd: null }
  expect(usageSum(use(5), use(7, null))).toMatchObject({ ...all, knownNanoUsd: 5 })
  expect(usageSum(use(5, null), use(7))).toMatchObject({ ...all, knownNanoUsd: 7 })
  expect(usageSum(use(5, null), use(7, null))).not.toHaveProperty('knownNanoUsd')
  const partly = usageSum(use(5), use(7, null))
  expect(usageSum(partly, use(3))).toMatchObject({ costNanoUsd: null, knownNanoUsd: 8 })
  expect(usageSum(partly, use(3, null))).toMatchObject({ costNanoUsd: null, knownNanoUsd: 5 })
})

const nothing: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
test('an answer that failed, which counts nothing, hides no price', () => {
  expect(usageSum(use(5), nothing)).toEqual(use(5))
  expect(usageSum(nothing, use(5))).toEqual(use(5))
  expect(usageSum(nothing, nothing)).toEqual(nothing)
})

test('whoever stops a run is told what is known of its cost', () => {
  expect(knownUse(use(5))).toEqual({ tokens: 11, costNanoUsd: 5 })
  expect(knownUse(use(5, null))).toEqual({ tokens: 11, costNanoUsd: null })
  expect(knownUse({ ...use(5, null), knownNanoUsd: 4 })).toEqual({ tokens: 11, costNanoUsd: 4 })
})

test('a transcript goes before reports, and is all there is where the end was seen', () => {
  const both = { transcript: use(5), reported: use(7) }
  expect(toldUsage(both, true)).toEqual({ usage: use(5) })
  expect(toldUsage(both, false)).toEqual({ usage: use(5), isUsageLastReported: true })
})

test('of a transcript that is cut and a report the greater one counts, flagged', () => {
  const flagged = { isUsageLastReported: true }
  expect(toldUsage({ transcript: use(5), reported: use(7), isCut: true }, true)).toEqual({
    ...{ usage: use(7), ...flagged },
  })
  expect(toldUsage({ transcript: use(7), reported: use(5), isCut: true }, true)).toEqual({
    ...{ usage: use(7), ...flagged },
  })
  expect(toldUsage({ transcript: use(5), reported: null, isCut: true }, true)).toEqual({
    ...{ usage: use(5), ...flagged },
  })
})

test('without a transcript what was reported last counts, flagged; without both nothing is known', () => {
  expect(toldUsage({ transcript: null, reported: use(7) }, true)).toEqual({
    usage: use(7),
    isUsageLastReported: true,
  })
  expect(toldUsage({ transcript: null, reported: null }, false)).toEqual({ usage: null })
})
