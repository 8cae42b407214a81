import { expect, test } from 'vitest'
import type { GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import { GatewayReport } from '#domain/executor/executor.ts'
import { reportOf } from './gateway-report.ts'

const facts = { version: '2026.9.6', isPractice: false }
const boot = { id: 'boot-1', seenAt: 0, startedAt: 0 }
const by = { workerVersion: '0.1.0', stopFile: null, drain: null }
const installed = { plugin: '0.1.0', protocol: 4 }
const connected: GatewayLink = { state: 'connected', facts, installed, boot, detail: '' }

test('a gateway that is there is reported with its version, and what is installed there', () => {
  const report = reportOf({ ...by, link: connected })
  expect(report).toEqual({ ...by, ...installed, link: 'connected', detail: '', gateway: facts })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test.each(['down', 'refused'] as const)('a gateway that is %s is reported with what to do', (state) => {
  const report = reportOf({ ...by, link: { state, detail: 'Correct the token.' } })
  expect(report).toMatchObject({ link: state, detail: 'Correct the token.', gateway: null })
  expect(GatewayReport.parse(report)).toEqual(report)
})

test('when the file that stops its Mac came and went is reported with how it is now', () => {
  const stopFileChanges = [
    { at: '2026-11-27T12:00:00.000Z', reason: 'Fire' },
    { at: '2026-11-27T12:00:01.000Z', reason: null },
  ]
  const report = reportOf({ ...by, stopFileChanges, link: connected })
  expect(GatewayReport.parse(report)).toMatchObject({ stopFile: null, stopFileChanges })
})

test('a worker that stops says so, whatever its gateway does', () => {
  expect(reportOf({ ...by, link: connected, leaving: 'stopping' }).link).toBe('stopping')
  expect(reportOf({ ...by, link: { state: 'down', detail: '' }, leaving: 'stopping' }).link).toBe('stopping')
})

test('a worker that lets its runs end says so, and what it is connected to', () => {
  const report = reportOf({ ...by, link: connected, leaving: 'draining' })
  expect(GatewayReport.parse(report)).toMatchObject({ link: 'draining', gateway: facts })
})

test('a worker that an operator had drain says so, and by whom', () => {
  const drain = 'Ada asked it to drain: new disk'
  const report = reportOf({ ...by, link: connected, drain })
  expect(GatewayReport.parse(report)).toMatchObject({ link: 'draining', drain, gateway: facts })
  expect(reportOf({ ...by, link: connected, drain, leaving: 'stopping' }).link).toBe('stopping')
})

test('an endless reason is cut, or the report would be refused', () => {
  const report = reportOf({ ...by, link: { state: 'down', detail: 'x'.repeat(5_000) } })
  expect(GatewayReport.safeParse(report).success).toBe(true)
})
