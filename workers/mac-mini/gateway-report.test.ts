import { expect, test } from 'vitest'
import type { GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import { GatewayReport } from '#domain/executor/executor.ts'
import { reportOf } from './gateway-report.ts'

const facts = { version: '2026.9.6', isPractice: false }
const boot = { id: 'boot-1', seenAt: 0, startedAt: 0 }
const by = { workerVersion: '0.1.0', stopFile: null }
const connected: GatewayLink = { state: 'connected', facts, boot, detail: '' }

test('a gateway that is there is reported with its version', () => {
  const report = reportOf({ ...by, link: connected })
  expect(report).toEqual({ ...by, link: 'connected', detail: '', gateway: facts })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test.each(['down', 'refused'] as const)('a gateway that is %s is reported with what to do', (state) => {
  const report = reportOf({ ...by, link: { state, detail: 'Correct the token.' } })
  expect(report).toMatchObject({ link: state, detail: 'Correct the token.', gateway: null })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test('a worker that stops says so, whatever its gateway does', () => {
  expect(reportOf({ ...by, link: connected, isStopping: true }).link).toBe('stopping')
  expect(reportOf({ ...by, link: { state: 'down', detail: '' }, isStopping: true }).link).toBe('stopping')
})

test('an endless reason is cut, or the report would be refused', () => {
  const report = reportOf({ ...by, link: { state: 'down', detail: 'x'.repeat(5_000) } })
  expect(GatewayReport.safeParse(report).success).toBe(true)
})
