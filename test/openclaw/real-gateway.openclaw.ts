import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorScenarios } from './executor-scenarios.ts'
import { type RealWorld, realWorld } from './real-world.ts'
import scenarios from './scenarios.ts'

let world: RealWorld
beforeAll(async () => {
  world = await realWorld((line) => console.log(line))
}, 600_000)
afterAll(() => world?.stop(), 120_000)

test('installing the plugin says what it changes, and no secret', () => {
  expect(world.installed).toContain('plugins.load.paths: add')
  expect(world.installed).toContain('The plugin is loaded and reaches the worker mac-mini.')
  expect(world.installed).not.toContain(world.product.secrets.bridgeToken)
})

test.for(scenarios)('on a real OpenClaw: $name', { timeout: 300_000 }, ({ run }) => run(world))

// After the others: what these do outside, nobody approved.
test.for(executorScenarios)('on a real OpenClaw: $name', { timeout: 600_000 }, ({ run }) => run(world))
