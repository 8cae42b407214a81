import { expect, test } from 'vitest'
import type { z } from 'zod'
import { Budget, Domain, Hours, PolicyDocument } from './policy-document.ts'

const issues = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

const whole = ['limit: must be a whole number']
test.each([
  ['usd', { limit: 0.5 }, []],
  ['usd', { limit: 1_000_000 }, []],
  ['usd', { limit: 1_000_000.01 }, ['limit: must be at most 1,000,000 US dollars']],
  ['tokens', { limit: 2_000_000 }, []],
  ['tokens', { limit: 1.5 }, whole],
  ['runs', { limit: 1.5 }, whole],
  ['usd', { limit: 0 }, ['limit: must be more than nothing; a paused project starts nothing']],
  ['tokens', { limit: 10, perRun: 10 }, []],
  ['usd', { limit: 10, perRun: 0.5 }, []],
  ['tokens', { limit: 10, perRun: 11 }, ['perRun: must not be more than the limit']],
  [
    'usd',
    { limit: 2_000_000, perRun: 3_000_000 },
    ['limit: must be at most 1,000,000 US dollars', 'perRun: must not be more than the limit'],
  ],
])('a budget in %s of %j: %j', (metric, budget, found) => {
  expect(issues(Budget, { metric, period: 'day', ...budget })).toEqual(found)
})

const same = ['to: must not be the beginning; from 00:00 to 24:00 is the whole day']
test.each([
  ['Europe/Berlin', '09:00', '09:05', []],
  ['UTC', '00:00', '24:00', []],
  ['Europe/Berlin', '09:00', '09:00', same],
  ['Europe/Berlin', '22:00', '06:00', []],
  ['Europe/Berlin', '22:00', '00:00', []],
  ['UTC', '24:00', '06:00', ['from: must be before 24:00, which is 00:00 of the next day']],
  ['Mars/Base', '09:00', '17:00', ['timeZone: is not a time zone; they look like Europe/Berlin']],
  ['UTC', '09:03', '17:00', ['from: must be a time in steps of five minutes, as 09:00']],
  ['UTC', '09:00', '25:00', ['to: must be a time in steps of five minutes, as 09:00']],
])('hours in %s from %s to %s: %j', (timeZone, from, to, found) => {
  expect(issues(Hours, { timeZone, days: [1], from, to })).toEqual(found)
})

test.each([
  ['example.com', 'example.com'],
  ['  Example.COM. ', 'example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['0x7f000001', '127.0.0.1'],
  ['[0:0:0:0:0:0:0:1]', '[::1]'],
])('the domain %j is kept in the form in which hosts are compared: %s', (text, domain) => {
  expect(Domain.parse(text)).toBe(domain)
})

test.each([
  'https://example.com',
  'example.com/a',
  'a b',
  '*.example.com',
  'example.com:80',
  '...',
  '%zz',
  'me@example.com',
])('%j is refused as a domain', (text) => {
  expect(Domain.safeParse(text).error?.issues[0]?.message).toBe('is not a domain; they look like example.com')
})

test('a document that says nothing leaves all to the wider scope', () => {
  const { approvals, budgets, deniedTools, ...rest } = PolicyDocument.parse({})
  expect([approvals, budgets, deniedTools]).toEqual([{}, [], []])
  expect(new Set(Object.values(rest))).toEqual(new Set([null]))
})

test.each([
  [{ deniedTools: ['read'] }, 'deniedTools.0: read only reads or reports, so it is always allowed'],
  [{ safeTools: ['two words'] }, 'safeTools.0: is not the name of a tool'],
  [{ skills: ['two words'] }, 'skills.0: is not the name of a skill; they look like release-notes'],
  [{ wipLimit: 0 }, 'wipLimit: must be at least 1; a paused project starts nothing'],
  [{ effectsPerHour: 0 }, 'effectsPerHour: must be at least 1; a denied tool does nothing'],
  [
    { riskApprovers: { medium: 'two', high: 'other' } },
    'riskApprovers.high: must not be less than what is asked of medium risk',
  ],
  [{ loopLimit: 1 }, 'loopLimit: must be at least 2: once is no loop'],
  [{ loopLimit: 21 }, 'loopLimit: must be at most 20'],
  [{ artifactMb: 0 }, 'artifactMb: must be at least 1 MB'],
])('%j is refused at its field: %s', (document, issue) => {
  expect(issues(PolicyDocument, document)).toEqual([issue])
})
