import { expect, test } from 'vitest'
import { testedVersions } from '#domain/executor/tested-versions.ts'
import own from '../../package.json' with { type: 'json' }
import plugin from './plugin/package.json' with { type: 'json' }

test('what is said to be tested is what is here', () => {
  expect(testedVersions).toMatchObject({ worker: own.version, plugin: plugin.version })
})
