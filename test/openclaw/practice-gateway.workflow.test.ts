import { afterAll, beforeAll, test } from 'vitest'
import { practiceWorld } from './practice-world.ts'
import scenarios from './scenarios.ts'
import type { World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await practiceWorld()
}, 120_000)
afterAll(() => world?.stop())

test.for(scenarios)('on the practice gateway: $name', { timeout: 250_000 }, ({ run }) => run(world))
