import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { advanceKeyOf, newId, taskWorkflowId } from '#domain/ids.ts'
import { type ApprovalRule, effectClasses } from '#domain/policy/policy.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import type { RunItem } from '#domain/run/run.ts'
import { signalNames } from '#workflows/task/contract.ts'
import { atTemporal } from '../lost/evidence.ts'
import { rivalAttempt } from './gate-rival.ts'
import {
  type Attempt,
  approve,
  approvedBy,
  changePolicy,
  ended,
  type Held,
  heldCall,
  type InLedger,
  type People,
  type Person,
  performedTimes,
  toldInLedger,
  toldTo,
} from './gate-stage.ts'

export const each = (held: Held[], work: (one: Held) => Promise<unknown>) => Promise.all(held.map(work))

/** The one that was attempted on, decided by somebody who may. */
const sameBy =
  (who: keyof People): Attempt['control'] =>
  (held, people) =>
    approvedBy(people[who], held)

/** Another one, on which nobody attempts anything. */
export const sibling: Attempt['control'] = async ({ world, tool }, { owner }) =>
  approvedBy(owner, await heldCall(world, tool))

const refused = (person: Person, held: Held, code: string) =>
  expect(person.decide(held.proposal, 'approved')).rejects.toMatchObject({ problem: { code } })

const turnedAway = ({ proposal: { proposalId } }: Held, code: string): InLedger => ({
  ...{ of: 'task', type: 'decision_turned_away' },
  body: { proposalId, code },
})

const forbidden = ({ proposal: { proposalId } }: Held): InLedger => ({
  ...{ of: 'task', type: 'decision_refused' },
  body: { proposalId, code: 'tool_denied' },
})

const otherByte = (hash: string) => `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`

/** As somebody with an editor does on the Mac. */
function changeKept({ world, proposal }: Held): void {
  const file = join(world.folder, 'mac-mini', 'vault', `${proposal.proposalId}.json`)
  const kept = readFileSync(file, 'utf8')
  expect(kept).toContain('as approved')
  writeFileSync(file, kept.replace('as approved', 'as Approved'))
}

const other: ApprovalRule = { who: 'other', upToUsd: null, above: 'two' }
const somebodyElse = Object.fromEntries(effectClasses.map((one) => [one, other]))

/** Ids of decisions that nobody made. */
const forged = new WeakMap<Held, string>()

async function signal(held: Held): Promise<void> {
  const { world, taskId } = held
  const intentId = newId('intent')
  forged.set(held, intentId)
  await atTemporal(world, (client) =>
    client.workflow
      .getHandle(taskWorkflowId(taskId))
      .signal(signalNames.intentArrived, intentId, 'decideApproval'),
  )
  await world.until(taskId, ({ state }) => state.intentIds.includes(intentId))
}

export const denyTool = ({ world, projectId, tool: { tool } }: Held) =>
  changePolicy(world, projectId, { deniedTools: [tool] })

export const lastRun = async ({ world, taskId }: Held) => {
  const { state } = await world.task(taskId)
  const run = state.runs.at(-1)
  if (!run) throw new Error(`${taskId} has no run`)
  return run
}

/** As its executor tells of what it has done: nobody has allowed anything. */
async function signalPerformed({ world, taskId, proposal: { proposalId } }: Held): Promise<void> {
  const { state } = await world.task(taskId)
  const known = state.proposals.find((one) => one.proposalId === proposalId)
  if (!known) throw new Error(`${taskId} has no ${proposalId}`)
  const item = effectItemOf(known, known.stepId, { outcome: 'performed', detail: 'typed by hand' })
  await atTemporal(world, (client) =>
    client.workflow.getHandle(taskWorkflowId(taskId)).signal(signalNames.itemsReported, [item]),
  )
}

async function performedForged(held: Held): Promise<void> {
  await signalPerformed(held)
  await toldInLedger(held, unfounded(held))
  const { state } = await held.world.task(held.taskId)
  expect(state.proposals).toMatchObject([{ status: 'pending', detail: null }])
}

/** As its executor tells of a call that a standing grant let pass: no run of the task was given one. */
async function passedForged(held: Held): Promise<void> {
  const { world, taskId, tool, call, proposal } = held
  const { stepId, hash, effectClass } = proposal
  const standingGrantId = newId('standingGrant')
  const item: RunItem = {
    ...{ kind: 'passed', id: `${proposal.proposalId}f`, at: new Date().toISOString(), stepId },
    ...{ tool: tool.tool, parameters: call, hash, grantId: newId('grant') },
    effectKey: advanceKeyOf(taskId, stepId, standingGrantId, 1),
    source: {
      ...{ kind: 'standing', standingGrantId, tool: tool.tool, effectClass },
      ...{ target: { kind: 'call', hash }, until: '2100-01-01T00:00:00.000Z' },
    },
  }
  await atTemporal(world, (client) =>
    client.workflow.getHandle(taskWorkflowId(taskId)).signal(signalNames.itemsReported, [item]),
  )
  await toldInLedger(held, unpermitted(held))
  const { state } = await world.task(taskId)
  expect(state.proposals).toMatchObject([{ status: 'pending', proposalId: proposal.proposalId }])
}

const unpermitted = ({ tool: { tool } }: Held): InLedger => ({
  ...{ of: 'task', type: 'call_changed' },
  body: { tool, allowed: null, answer: expect.stringMatching(/^Reported as let pass in advance/) },
})

const unfounded = ({ proposal: { proposalId }, tool: { tool } }: Held): InLedger => ({
  ...{ of: 'task', type: 'call_changed' },
  body: { proposalId, tool, allowed: null, answer: expect.stringMatching(/typed by hand$/) },
})

/** In the session of the run that had the permission. */
async function byHandAgain(one: Held): Promise<void> {
  const { sessionKey } = await lastRun(one)
  const again = { name: one.tool.tool, args: one.call, sessionKey }
  expect(await one.world.byHand('tools.invoke', again)).toMatchObject({ ok: false })
}

async function rejectSecond({ world, taskId, proposal }: Held, owner: Person): Promise<void> {
  const isSecond = (one: { proposalId: string; status: string }) =>
    one.proposalId !== proposal.proposalId && one.status === 'pending'
  const { state } = await world.until(taskId, (task) => task.state.proposals.some(isSecond), 150_000)
  const second = state.proposals.find(isSecond)
  if (second) await owner.decide(second, 'rejected', 'once is enough')
}

export const attempts: Attempt[] = [
  {
    name: 'an approval of parameters that differ by one byte',
    times: 0,
    make: (held, { owner }) =>
      each(held, (one) => {
        const { proposal } = one
        return refused(
          owner,
          { ...one, proposal: { ...proposal, hash: otherByte(proposal.hash) } },
          'hash_differs',
        )
      }).then(() => {}),
    control: sameBy('owner'),
    ledger: (held) => turnedAway(held, 'hash_differs'),
  },
  {
    name: 'one byte of the approved parameters changed on the Mac',
    times: 0,
    async make(held, { owner }) {
      held.forEach(changeKept)
      await each(held, (one) => owner.decide(one.proposal, 'approved'))
      await each(held, ended)
    },
    control: sibling,
    ledger: ({ tool: { via }, proposal: { proposalId } }) =>
      via === 'invoke'
        ? { of: 'task', type: 'effect_failed', body: { proposalId } }
        : { of: 'task', type: 'call_blocked', body: { proposalId, why: 'parameters_gone' } },
  },
  {
    name: 'a permission used a second time in its run, by the agent and by hand',
    plan: { times: 2 },
    times: 1,
    isPracticeOnly: true,
    async make(held, people) {
      await each(held, (one) => approve(people.owner, one))
      await each(held, (one) => rejectSecond(one, people.owner))
      await each(held, ended)
      await each(held, byHandAgain)
    },
    control: async (held) => performedTimes(held, 1),
    ledger: ({ tool: { via, tool }, proposal: { proposalId } }) =>
      via === 'invoke'
        ? {
            ...{ of: 'executor', type: 'stray_calls_blocked' },
            body: { calls: expect.arrayContaining([expect.objectContaining({ tool, why: 'run_unknown' })]) },
          }
        : { of: 'task', type: 'call_blocked', body: { proposalId, why: 'grant_replayed' } },
  },
  {
    name: 'a call that was approved and performed, made again in a later run and by hand',
    times: 1,
    async make(held, { owner }) {
      await each(held, async (one) => {
        await approvedBy(owner, one)
        await toldTo(one, owner, one.call)
        await rejectSecond(one, owner)
        await ended(one)
        await byHandAgain(one)
      })
    },
    control: sibling,
    ledger: ({ proposal: { hash }, tool: { tool } }) => ({
      of: 'task',
      type: 'approval_requested',
      body: { tool, hash, stepId: expect.not.stringMatching(/^s1$/) },
    }),
  },
  rivalAttempt,
  {
    name: 'an approval that comes after the proposal expired',
    plan: { policy: { approvalTtlMs: 1_000 } },
    times: 0,
    async make(held, { owner }) {
      await each(held, ended)
      await each(held, (one) => refused(owner, one, 'proposal_expired'))
    },
    control: sibling,
    ledger: (held) => turnedAway(held, 'proposal_expired'),
  },
  {
    name: 'an approval of a tool that the policy forbids by now',
    times: 0,
    async make(held, { owner }) {
      await each(held, denyTool)
      // Only the task's own workflow knows the policy of now: the refusal may come before the answer or after it.
      await each(held, (one) => owner.decide(one.proposal, 'approved').catch(() => {}))
      await each(held, (one) => toldInLedger(one, forbidden(one)))
      await each(held, (one) => owner.decide(one.proposal, 'rejected', 'not any more'))
      await each(held, ended)
    },
    control: sibling,
    ledger: forbidden,
  },
  {
    name: 'an approval by whoever asked for the task, where somebody else must agree',
    plan: { document: { approvals: somebodyElse } },
    times: 0,
    make: (held, { owner }) => each(held, (one) => refused(owner, one, 'needs_another')).then(() => {}),
    control: sameBy('operator'),
    ledger: (held) => turnedAway(held, 'needs_another'),
  },
  {
    name: 'an approval by a viewer',
    times: 0,
    make: (held, { viewer }) => each(held, (one) => refused(viewer, one, 'role_may_not')).then(() => {}),
    control: sameBy('operator'),
    ledger: (held) => turnedAway(held, 'role_may_not'),
  },
  {
    name: 'a signal typed into Temporal, with no decision behind it',
    times: 0,
    make: (held) => each(held, signal).then(() => {}),
    control: sameBy('owner'),
    ledger: (held) => ({
      ...{ of: 'task', type: 'decision_turned_away' },
      body: { intentId: forged.get(held), code: 'not_recorded' },
    }),
  },
  {
    name: 'a signal typed into Temporal that says it is performed',
    times: 0,
    make: (held) => each(held, performedForged).then(() => {}),
    control: sameBy('owner'),
    ledger: unfounded,
  },
  {
    name: 'a signal typed into Temporal that says a standing grant let it pass',
    times: 0,
    make: (held) => each(held, passedForged).then(() => {}),
    control: sameBy('owner'),
    ledger: unpermitted,
  },
]
