import { afterAll, beforeAll, test } from 'vitest'
import { gateScenarios } from './gate-scenarios.ts'
import { type RealWorld, realWorld } from './real-world.ts'

let world: RealWorld
beforeAll(async () => {
  world = await realWorld((line) => console.log(line))
}, 600_000)
afterAll(() => world?.stop(), 120_000)

test.for(gateScenarios({ isReal: true }))(
  'at the gate of a real OpenClaw: $name',
  { timeout: 600_000 },
  ({ run }) => run(world),
)
