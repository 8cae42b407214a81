import { expect } from 'vitest'
import { playCrashes } from '../chaos/scenarios/crash/crashes.ts'
import { type Case, casesOf } from '../chaos/scenarios/crash/phases.ts'
import { crashVerdict } from '../chaos/scenarios/crash/verdict.ts'
import type { Victim } from '../chaos/scenarios/executor.ts'
import { playOutage } from '../chaos/scenarios/offline/outage.ts'
import { outageVerdict } from '../chaos/scenarios/offline/verdict.ts'
import type { Verdict } from '../chaos/scenarios/verdict.ts'
import type { RealWorld } from './real-world.ts'

const say = (line: string) => console.log(line)
const few = { tasks: 6, projects: 3, awayMs: 5_000 }

const stages = new WeakMap<RealWorld, ReturnType<RealWorld['behindTap']>>()
/** The same tap for all of them. */
function stageOf(world: RealWorld) {
  const stage = stages.get(world) ?? world.behindTap()
  stages.set(world, stage)
  return stage
}

/** Runs of our tasks, by the gateway's own list: one that it was asked for twice, or took up again, counts twice. */
async function countedBy(world: RealWorld): Promise<number> {
  const { tasks } = await world.byHand<{ tasks: { sessionKey?: string }[] }>('tasks.list', { limit: 500 })
  return tasks.filter(({ sessionKey }) => sessionKey?.includes(':fo:task/')).length
}

function judge({ line, breaches }: Verdict): void {
  say(line)
  expect(breaches).toEqual([])
}

const outage = (part: Victim) => ({
  name: `while the ${part} is away work comes in, and each task is done by one run when it is back`,
  async run(world: RealWorld) {
    const { executor } = await stageOf(world)
    const before = await countedBy(world)
    judge(outageVerdict(await playOutage({ office: world, executor, say }, part, few), { isTimed: false }))
    expect((await countedBy(world)) - before).toBe(few.tasks)
  },
})

const crashes = (victim: Victim, phases: Case['phase'][]) => ({
  name: `the ${victim} killed in a run (${phases.join(', ')}): one agent call a step, and nothing is lost unmarked`,
  async run(world: RealWorld) {
    const { executor, tap } = await stageOf(world)
    const before = await countedBy(world)
    const evidence = await playCrashes({ office: world, executor, tap, say }, casesOf(phases, [victim]))
    judge(crashVerdict(evidence))
    const steps = [evidence.undisturbed, ...evidence.crashed].flatMap((one) => one.steps)
    const adopted = steps.reduce((sum, one) => sum + one.adopted, 0)
    const counted = (await countedBy(world)) - before
    // What it was killed with before it began is a run that it never lists.
    const lost = steps.filter(({ outcome }) => outcome === 'lost').length
    expect(counted).toBeLessThanOrEqual(steps.length + adopted)
    expect(counted).toBeGreaterThanOrEqual(steps.length + adopted - lost)
  },
})

/** What `npm run chaos -- --scenario offline` and `crash` play, with fewer tasks and on the real gateway; those judge the times. */
export const executorScenarios = [
  outage('gateway'),
  outage('mac-mini'),
  crashes('gateway', ['asking', 'accepted', 'thinking', 'in_tool', 'ended']),
  crashes('mac-mini', ['asking', 'accepted', 'in_tool', 'ended']),
]
