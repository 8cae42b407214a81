import { expect, test } from 'vitest'
import type { GatewayReport } from './executor.ts'
import { testedVersions } from './tested-versions.ts'
import { lastVersionsOf, mismatchesOf, versionsOf } from './version-rules.ts'

const report: GatewayReport = {
  link: 'connected',
  detail: '',
  gateway: { version: testedVersions.gateway, isPractice: false },
  workerVersion: testedVersions.worker,
  plugin: testedVersions.plugin,
  protocol: Number(testedVersions.protocol),
}

test('what was tested together is nothing to warn of, the practice gateway neither', () => {
  expect(mismatchesOf(versionsOf(report))).toEqual([])
  const gateway = { version: `practice-${testedVersions.gateway}`, isPractice: true }
  expect(mismatchesOf(versionsOf({ ...report, gateway }))).toEqual([])
})

test('each part that is another version is named, with what was tested', () => {
  const other: GatewayReport = {
    ...report,
    workerVersion: '9',
    gateway: { version: '2027.1.0', isPractice: false },
    plugin: '0.0.1',
    protocol: 5,
  }
  expect(mismatchesOf(versionsOf(other))).toEqual([
    { part: 'worker', found: '9', tested: testedVersions.worker },
    { part: 'gateway', found: '2027.1.0', tested: testedVersions.gateway },
    { part: 'plugin', found: '0.0.1', tested: testedVersions.plugin },
    { part: 'protocol', found: '5', tested: '4' },
  ])
})

test('what nobody said is unknown and no mismatch: an older worker says less', () => {
  const { plugin: _, protocol: __, ...old } = report
  expect(versionsOf({ ...old, gateway: null })).toEqual({
    worker: testedVersions.worker,
    gateway: null,
    plugin: null,
    protocol: null,
  })
  expect(mismatchesOf(versionsOf(null))).toEqual([])
})

test('what it was connected to last is told apart from what it is connected to', () => {
  const { gateway, plugin, protocol, ...own } = report
  const away = { ...own, gateway: null, lastSeen: { gateway, plugin, protocol } }
  expect(versionsOf(away)).toEqual({ ...lastVersionsOf(null), worker: testedVersions.worker })
  expect(lastVersionsOf(away)).toEqual({ ...testedVersions, worker: null })
  expect(lastVersionsOf(report)).toEqual(lastVersionsOf(null))
})
