import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { permissionMethods } from './permission-methods.ts'
import { openStore, type RunRow } from './store.ts'

const caller = { scopes: new Set<string>(), later: () => {} }

function booted(folder: string) {
  const store = openStore(join(folder, 'gateway.json'))
  const methods = permissionMethods({ store })
  const ask = (method: keyof typeof methods, params: object = {}) => {
    const { params: shape, run } = methods[method]
    return run(shape.parse(params) as never, caller) as Record<string, unknown>
  }
  return { store, ask }
}

const row: RunRow = {
  ...{ id: 'r1', runId: 'run-1', sessionKey: 'agent:main:cron:j1:run:x', agentId: 'main' },
  ...{ kind: 'automation_run', status: 'running', title: '', createdAt: 1, startedAt: 1 },
}
const request = {
  ...{ command: 'tar c /', host: 'gateway', agentId: 'main', runId: 'run-1' },
  ...{ requireDeliveryRoute: false, twoPhase: true },
}

test('its lists are written only by who has read them, are kept over a restart, and every entry has an id', () => {
  const folder = tempFolder()
  const { ask } = booted(folder)
  const { hash, file, resolvedDefaults } = ask('exec.approvals.get')
  expect(file).toEqual({ version: 1 })
  expect(resolvedDefaults).toMatchObject({ security: 'full', ask: 'off' })
  const next = { version: 1, agents: { main: { allowlist: [{ pattern: '/bin/ls' }] } } }
  expect(() => ask('exec.approvals.set', { file: next })).toThrow('base hash required')
  const written = ask('exec.approvals.set', { file: next, baseHash: hash })
  expect(() => ask('exec.approvals.set', { file: next, baseHash: hash })).toThrow('changed since last load')
  expect(written.file).toMatchObject({
    agents: { main: { allowlist: [{ pattern: '/bin/ls', id: expect.any(String) }] } },
  })
  expect(booted(folder).ask('exec.approvals.get')).toEqual(written)
})

test('a command of a running job that is allowed for good is a grant with an end, and is revoked once', () => {
  const { ask, store } = booted(tempFolder())
  expect(() => ask('exec.approval.request', request)).toThrow('no job of this gateway')
  store.addRow(row)
  for (const decision of ['deny', 'allow-always']) {
    const { id } = ask('exec.approval.request', request)
    ask('exec.approval.resolve', { id, decision, grantExpiresInDays: 1 })
    expect(() => ask('exec.approval.resolve', { id, decision })).toThrow('unknown approval id')
  }
  const { grants } = ask('exec.approval.grants.list') as { grants: { grantId: string }[] }
  expect(grants).toMatchObject([
    { command: 'tar c /', cronJobId: 'j1', cronJobName: null, revokedAtMs: null, useCount: 0 },
  ])
  const grantId = grants[0]?.grantId
  const outcomes = [grantId, grantId, 'other'].map(
    (id) => ask('exec.approval.grants.revoke', { grantId: id }).outcome,
  )
  expect(outcomes).toEqual(['revoked', 'already-revoked', 'not-found'])
  expect(ask('exec.approval.grants.list').grants).toMatchObject([{ revokedBy: 'operator' }])
})
