import { expect } from 'vitest'
import { type Doors, doorsContract } from '#api/doors/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { until } from '../e2e/stage.ts'
import {
  approvedBy,
  approvedMarks,
  ended,
  type Held,
  hasEnded,
  heldCall,
  type Person,
  peopleOf,
  performedTimes,
  type Tried,
  toldInLedger,
  toldTo,
  triedBy,
} from './gate-stage.ts'
import { gatedTools } from './gate-tools.ts'
import type { Scenario, World } from './world.ts'

/** A command is of high risk whatever it is, since it can do anything: each is decided by itself, and none in advance. */
const allowable = gatedTools.filter(({ kind }) => kind !== 'exec')
const count = 2

/** From its approval: this tool, to this place, so often within the hour. */
async function standingGrant(
  { ask }: Person,
  { proposal: { proposalId } }: Held,
  until = new Date(Date.now() + 3_600_000).toISOString(),
): Promise<string> {
  const { standingGrantId } = await ask(doorsContract.makeStandingGrant, {
    params: { proposalId },
    body: { count, until },
  })
  return standingGrantId
}

/** By the tool's own log, since the call was tried. */
const performedMore = (next: Tried, times: number): void => performedTimes(next, next.before + times)

/** The same agent makes another call that is allowed, and nobody is asked. */
async function passes(first: Held, standingGrantId: string): Promise<void> {
  const next = await triedBy(first, 'in advance')
  const marks = approvedMarks(first.world)
  marks.set(next.mark, (marks.get(next.mark) ?? 0) + 1)
  const { state } = await ended(next)
  expect(state.proposals, next.tool.kind).toMatchObject([
    { status: 'performed', parameters: next.call, passedBy: { kind: 'standing', standingGrantId } },
  ])
  performedMore(next, 1)
}

/** As the first one was, before anything was allowed. */
const asksAgain = async (first: Held, owner: Person): Promise<void> =>
  isAsked(await triedBy(first, 'once too often'), owner)

/** The attempt is a proposal of its own on the record, and nothing let it pass. */
async function isAsked(next: Tried, owner: Person): Promise<void> {
  const { world, tool } = next
  const proposal = await world.untilAsked(next.taskId)
  const { proposalId, hash } = proposal
  const requested = { proposalId, hash, tool: tool.tool }
  await toldInLedger({ ...next, proposal }, { of: 'task', type: 'approval_requested', body: requested })
  expect(proposal, tool.kind).toMatchObject({ tool: tool.tool, status: 'pending', parameters: next.call })
  performedMore(next, 0)
  await owner.decide(proposal, 'rejected', 'twice is enough')
  await ended(next)
  performedMore(next, 0)
}

const isUsedUp = (grant: Doors['standing'][number] | undefined) => grant?.used === count && grant.out === 0

/** As `play` has it, of a held call of each of them, all at once. */
async function withEach(
  world: World,
  play: (first: Held, people: Awaited<ReturnType<typeof peopleOf>>) => Promise<void>,
): Promise<void> {
  const people = await peopleOf(world)
  const held = await Promise.all(allowable.map((tool) => heldCall(world, tool)))
  await Promise.all(held.map((first) => play(first, people)))
}

const usedUp: Scenario = {
  name: 'a standing grant made from an approval lets two further calls pass, each performed once, and the third asks again',
  run: (world) =>
    withEach(world, async (first, { owner, viewer }) => {
      await approvedBy(owner, first)
      await expect(standingGrant(viewer, first)).rejects.toMatchObject({
        problem: { code: 'role_may_not' },
      })
      const id = await standingGrant(owner, first)
      const usedOf = async () => {
        const { standing } = await owner.ask(doorsContract.listDoors)
        return standing.find((one) => one.id === id)
      }
      for (let use = 1; use <= count; use++) {
        await passes(first, id)
        expect(await usedOf()).toMatchObject({ count, used: use })
      }
      await asksAgain(first, owner)
      await until(
        async () => (isUsedUp(await usedOf()) ? true : undefined),
        `${id} is used up, and none of it is out`,
      )
    }),
}

/** Its run is at work and has a permission of the grant, which it uses after that time. */
async function underWay(first: Held, { ask }: Person, id: string, afterMs: number) {
  const next = await triedBy(first, 'too late', afterMs)
  const isOut = async () => {
    const { standing } = await ask(doorsContract.listDoors)
    return standing.find((one) => one.id === id)?.out === 1 || undefined
  }
  await until(isOut, `a run has a permission of ${id}`)
  await next.world.until(next.taskId, ({ status }) => status === 'running')
  performedMore(next, 0)
  return next
}

/** What it was asked for is lost with the run that was stopped, on a gateway that keeps nothing of such a turn. */
async function triesAgain(next: Tried, owner: Person): Promise<void> {
  const hasTried = ({ state }: Task) => state.proposals.length > 0
  const { state } = await next.world.until(next.taskId, (task) => hasTried(task) || hasEnded(task), 150_000)
  performedMore(next, 0)
  if (state.proposals.length === 0) await toldTo(next, owner, next.call)
}

const revoked: Scenario = {
  name: 'performs nothing: a standing grant that was revoked while a run has it, and before the next run',
  run: (world) =>
    withEach(world, async (first, { owner }) => {
      await approvedBy(owner, first)
      const id = await standingGrant(owner, first)
      await passes(first, id)
      const next = await underWay(first, owner, id, 15_000)
      const reason = 'it was enough'
      await owner.ask(doorsContract.revokeStandingGrant, {
        params: { standingGrantId: id },
        body: { reason },
      })
      await toldInLedger(
        { ...next, proposal: first.proposal },
        { of: 'task', type: 'run_stop_ordered', body: {} },
      )
      await triesAgain(next, owner)
      await isAsked(next, owner)
      await asksAgain(first, owner)
    }),
}

const expired: Scenario = {
  name: 'performs nothing: a standing grant that expired while a run has it, and before the next run',
  run: (world) =>
    withEach(world, async (first, { owner }) => {
      await approvedBy(owner, first)
      const end = Date.now() + 60_000
      const id = await standingGrant(owner, first, new Date(end).toISOString())
      await passes(first, id)
      const next = await underWay(first, owner, id, end + 3_000 - Date.now())
      expect(Date.now(), 'its run began in time').toBeLessThan(end)
      await isAsked(next, owner)
      await asksAgain(first, owner)
    }),
}

export const standingScenarios: Scenario[] = [usedUp, revoked, expired]
