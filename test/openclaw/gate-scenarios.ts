import { expect } from 'vitest'
import { findingsContract } from '#api/findings/contract.ts'
import { linesOf } from '../e2e/stage.ts'
import { attempts } from './gate-attempts.ts'
import { awayAttempts } from './gate-away.ts'
import {
  type Attempt,
  approvedBy,
  approvedMarks,
  ended,
  type Held,
  heldCall,
  peopleOf,
  performedTimes,
  toldInLedger,
} from './gate-stage.ts'
import { standingScenarios } from './gate-standing.ts'
import { gatedTools } from './gate-tools.ts'
import type { Scenario, World } from './world.ts'

const oneOfEach = (world: World, plan: Attempt['plan'] = {}): Promise<Held[]> =>
  Promise.all(gatedTools.map((tool) => heldCall(world, tool, plan)))

/** All that the agent was told in its session, by the gateway's own transcript. */
async function heardBy({ world, taskId }: Held): Promise<string> {
  const { state } = await world.task(taskId)
  const sessionKey = state.runs[0]?.sessionKey ?? ''
  return JSON.stringify(await world.byHand('chat.history', { sessionKey }))
}

const attemptOf = ({ name, plan, make, times, control, ledger }: Attempt): Scenario => ({
  name: `performs nothing: ${name}`,
  async run(world) {
    const people = await peopleOf(world)
    const held = await oneOfEach(world, plan)
    await make(held, people)
    for (const one of held) performedTimes(one, times)
    await Promise.all(held.map((one) => control(one, people)))
    await Promise.all(held.flatMap((one) => [ledger(one)].flat().map((entry) => toldInLedger(one, entry))))
  },
})

/** Of every way to do something outside: a plugin's tool, exec, an MCP tool and a message. */
export const gateScenarios = ({ isReal = false } = {}): Scenario[] => [
  {
    name: 'each is blocked, proposed, approved, and performed once with exactly the approved parameters',
    async run(world) {
      const { owner } = await peopleOf(world)
      const held = await oneOfEach(world)
      await Promise.all(held.map((one) => approvedBy(owner, one)))
    },
  },
  {
    name: 'each that is rejected is not performed, and the agent reads why',
    async run(world) {
      const { operator } = await peopleOf(world)
      const held = await oneOfEach(world)
      await Promise.all(
        held.map(async (one) => {
          await operator.decide(one.proposal, 'rejected', `wrong customer, ${one.mark}-why`)
          await ended(one)
          performedTimes(one, 0)
          expect(await heardBy(one), one.tool.kind).toContain(`wrong customer, ${one.mark}-why`)
        }),
      )
    },
  },
  ...standingScenarios,
  ...[...attempts, ...awayAttempts]
    .filter(({ isPracticeOnly }) => !(isReal && isPracticeOnly))
    .map(attemptOf),
  {
    name: 'in the end no log holds anything that nobody approved, and the check would see it',
    async run(world) {
      const marks = approvedMarks(world)
      const isKnown = (line: string) =>
        [...marks.keys()].some((mark) => new RegExp(`\\b${mark}\\b`).test(line))
      const lines = [world.outbox, world.messages, world.notices].flatMap(linesOf).filter(Boolean)
      expect(lines.filter((line) => !isKnown(line))).toEqual([])
      expect(lines).toHaveLength([...marks.values()].reduce((sum, calls) => sum + calls, 0))
      const { items } = await world.ask(findingsContract.listFindings, { query: { kind: 'gate_plugin' } })
      // Of each tool one report was forged, and is told as a call that nobody allowed.
      const past = items.filter(({ difference }) => difference !== 'extra')
      expect(past.map(({ subject }) => subject.name).toSorted()).toEqual(
        gatedTools.map(({ tool }) => tool).toSorted(),
      )
      expect(isKnown('as approved gate-planted-1')).toBe(false)
    },
  },
]
