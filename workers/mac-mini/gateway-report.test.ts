import { expect, test } from 'vitest'
import type { GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import { GatewayReport } from '#domain/executor/executor.ts'
import { reportOf } from './gateway-report.ts'

const facts = { version: '2026.9.6', isPractice: false }
const boot = { id: 'boot-1', seenAt: 0, startedAt: 0 }
const connected: GatewayLink = { state: 'connected', facts, boot, detail: '' }

test('a gateway that is there is reported with its version', () => {
  const report = reportOf(connected, '0.1.0')
  expect(report).toEqual({ link: 'connected', detail: '', gateway: facts, workerVersion: '0.1.0' })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test.each(['down', 'refused'] as const)('a gateway that is %s is reported with what to do', (state) => {
  const report = reportOf({ state, detail: 'Correct the token.' }, '0.1.0')
  expect(report).toMatchObject({ link: state, detail: 'Correct the token.', gateway: null })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test('a worker that stops says so, whatever its gateway does', () => {
  expect(reportOf(connected, '0.1.0', true).link).toBe('stopping')
  expect(reportOf({ state: 'down', detail: '' }, '0.1.0', true).link).toBe('stopping')
})

test('an endless reason is cut, or the report would be refused', () => {
  const report = reportOf({ state: 'down', detail: 'x'.repeat(5_000) }, '0.1.0')
  expect(GatewayReport.safeParse(report).success).toBe(true)
})
