import { expect, test } from 'vitest'
import { leaseEnd } from './lease-rules.ts'

test('a lease is as long as the run may take, and ten minutes', () => {
  expect(leaseEnd('2026-11-27T00:00:00.000Z', 1_800_000)).toBe('2026-11-27T00:40:00.000Z')
})

test('a run whose policy is not known has an hour', () => {
  expect(leaseEnd('2026-11-27T00:00:00.000Z', undefined)).toBe('2026-11-27T01:10:00.000Z')
})
