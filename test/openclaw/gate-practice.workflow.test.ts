import { afterAll, beforeAll, test } from 'vitest'
import { gateScenarios } from './gate-scenarios.ts'
import { practiceWorld } from './practice-world.ts'
import type { World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await practiceWorld()
}, 120_000)
afterAll(() => world?.stop())

test.for(gateScenarios())('at the gate of the practice gateway: $name', { timeout: 300_000 }, ({ run }) =>
  run(world),
)
