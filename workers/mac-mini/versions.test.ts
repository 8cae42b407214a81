import { expect, test } from 'vitest'
import { wireProtocol } from '#activities/openclaw/connect-refusals.ts'
import { testedVersions } from '#domain/executor/tested-versions.ts'
import { openclawVersion } from '#test/openclaw/install.ts'
import own from '../../package.json' with { type: 'json' }
import plugin from './plugin/package.json' with { type: 'json' }

test('what is said to be tested is what is here', () => {
  expect(testedVersions).toEqual({
    worker: own.version,
    gateway: openclawVersion,
    plugin: plugin.version,
    protocol: String(wireProtocol),
  })
})
