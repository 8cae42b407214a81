import { expect } from 'vitest'
import { operatorsContract } from '#api/operators/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { type Task, tasksContract } from '#api/tasks/contract.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { executorStreamId, findingStreamId, taskStreamId } from '#domain/ids.ts'
import type { Policy } from '#domain/policy/policy.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { until } from '../e2e/stage.ts'
import { type Ask, joinedBy } from '../http-client.ts'
import { type Deeds, deedsOf } from '../product.ts'
import type { GatedTool } from './gate-tools.ts'
import type { World } from './world.ts'

export type Person = Deeds & { ask: Ask }
export interface People {
  /** Asked for every task. */
  owner: Person
  operator: Person
  viewer: Person
}

const known = new WeakMap<World, Promise<People>>()
/** The same three of a world. */
export function peopleOf(world: World): Promise<People> {
  const people = known.get(world) ?? gather(world)
  known.set(world, people)
  return people
}

async function gather({ ask }: World): Promise<People> {
  async function joined(role: 'operator' | 'viewer'): Promise<Person> {
    const { link } = await ask(operatorsContract.inviteOperator, { body: { role } })
    const who = await joinedBy(link, { name: `The ${role}`, email: `${role}@example.com` })
    return { ask: who.ask, ...deedsOf(who.ask) }
  }
  const [operator, viewer] = [await joined('operator'), await joined('viewer')]
  return { owner: { ask, ...deedsOf(ask) }, operator, viewer }
}

/** A call of a tool that an agent has tried and the gate has held. */
export interface Held {
  world: World
  tool: GatedTool
  projectId: string
  taskId: string
  mark: string
  /** As the agent typed it. */
  call: Parameters
  proposal: ProposalState
}

/** A further call; where those of its tool name no place it is the same one again. */
export interface Tried extends Omit<Held, 'proposal'> {
  /** How often this very call was performed before. */
  before: number
}

export interface Plan {
  policy?: Partial<Policy>
  /** Of the policy of its project, where that has an editor of its own. */
  document?: Partial<PolicyDocument>
  /** Besides its mark. */
  words?: string
  /** How often the agent tries it. */
  times?: number
}

let number = 0
const newMark = () => `gate-${Date.now().toString(36)}-${++number}`
const patienceMs = 150_000
export const hasEnded = (task: Task) => task.endedAt !== null || task.status === 'needs_verification'

/** A task whose agent tries the tool and is held, which is the first thing that is shown of every case. */
export async function heldCall(world: World, tool: GatedTool, plan: Plan = {}): Promise<Held> {
  const mark = newMark()
  const call = tool.callOf(world, `${plan.words ?? 'as approved'} ${mark}`)
  const directive = `effect: ${tool.tool} ${JSON.stringify(call)}`
  const intent = [...Array<string>(plan.times ?? 1).fill(directive), 'finish: over'].join('\n')
  const where = await world.aProject(plan.policy)
  if (plan.document) await changePolicy(world, where.projectId, plan.document)
  const taskId = await world.aTask(where, `Try it.\n${intent}`)
  const { state } = await world.until(taskId, isAsking, patienceMs)
  const proposal = state.proposals[0] as ProposalState
  const held = { world, tool, projectId: where.projectId, taskId, mark, call, proposal }
  expect(proposal, tool.kind).toMatchObject({ tool: tool.tool, via: tool.via, parameters: call })
  performedTimes(held, 0)
  return held
}

/** A further call of the same agent to the same place, in a task of its own; nothing is known of it yet. */
export async function triedBy(
  { world, tool, projectId, taskId: first, ...firstCall }: Held,
  words: string,
  /** Until the agent makes it, of its run. */
  afterMs = 0,
): Promise<Tried> {
  const { agentId } = (await world.task(first)).state
  const mark = tool.namesPlace ? newMark() : firstCall.mark
  const call = tool.namesPlace ? tool.callOf(world, `${words} ${mark}`) : firstCall.call
  const before = tool.performed(world, mark).length
  const slow = afterMs > 0 ? `slow: ${afterMs}\n` : ''
  const intent = `Try another.\n${slow}effect: ${tool.tool} ${JSON.stringify(call)}\nfinish: over`
  const taskId = await world.aTask({ projectId, agentId }, intent)
  return { world, tool, projectId, taskId, mark, call, before }
}

/** An operator has its agent make this call in a run of its own. */
export async function toldTo(
  { taskId, tool }: Pick<Held, 'taskId' | 'tool'>,
  { ask }: Person,
  call: Parameters,
): Promise<void> {
  const text = `Once more.\neffect: ${tool.tool} ${JSON.stringify(call)}\nfinish: over`
  await ask(tasksContract.messageTask, { params: { taskId }, body: { text } })
}

export async function changePolicy(
  { ask }: World,
  projectId: string,
  change: Partial<PolicyDocument>,
): Promise<void> {
  const params = { scopeId: projectId }
  const { document, version } = await ask(policiesContract.getPolicy, { params })
  await ask(policiesContract.changePolicy, {
    params,
    body: { document: { ...document, ...change }, version },
  })
}

const isAsking = ({ state }: Task) => state.proposals.length > 0

/** By the tool's own log: so often, and each time exactly what was asked for. */
export function performedTimes({ tool, world, mark, call }: Omit<Held, 'proposal'>, times: number): void {
  const traces = Array<unknown>(times).fill(tool.traceOf(call))
  expect(tool.performed(world, mark), `${tool.kind} was performed ${times} times`).toEqual(traces)
}

export const ended = ({ world, taskId }: Pick<Held, 'world' | 'taskId'>): Promise<Task> =>
  world.until(taskId, hasEnded, patienceMs)

const approvedIn = new WeakMap<World, Map<string, number>>()
/** Marks of what somebody who may has approved in a world, and for how many calls: nothing else may be in any log. */
export const approvedMarks = (world: World): Map<string, number> => {
  const marks = approvedIn.get(world) ?? new Map()
  approvedIn.set(world, marks)
  return marks
}

export async function approve(person: Person, { world, mark, proposal }: Held): Promise<void> {
  approvedMarks(world).set(mark, 1)
  await person.decide(proposal, 'approved')
}

/** The case beside every attempt: whoever may, says yes, and it is performed once. */
export async function approvedBy(person: Person, held: Held): Promise<void> {
  await approve(person, held)
  await performedOnce(held)
}

export async function performedOnce(held: Held): Promise<void> {
  const { state } = await ended(held)
  const proposal = state.proposals.find(({ proposalId }) => proposalId === held.proposal.proposalId)
  expect(proposal?.status, JSON.stringify(state, null, 1)).toBe('performed')
  performedTimes(held, 1)
}

/** What the ledger must say of an attempt: an entry of this type whose body holds all of this. */
export interface InLedger {
  of: 'task' | 'executor' | { finding: string }
  type: string
  body: Record<string, unknown>
}

/** The executor tells of strangers once a minute. */
export async function toldInLedger({ world, taskId }: Held, { of, type, body }: InLedger): Promise<void> {
  const streamId =
    typeof of === 'object'
      ? findingStreamId(findingIdOf('mac-mini', 'gate_plugin', of.finding))
      : of === 'task'
        ? taskStreamId(taskId)
        : executorStreamId('mac-mini')
  let bodies: unknown[] = []
  const isThere = async () => {
    const items = await world.entriesOf(streamId)
    bodies = items.filter((entry) => entry.type === type).map((entry) => entry.body)
    return bodies.some((one) => matches(one, body)) || undefined
  }
  await until(isThere, `${type} in ${streamId}`, of === 'task' ? 20_000 : 100_000).catch(() =>
    expect(bodies, `${type} in ${streamId}`).toContainEqual(expect.objectContaining(body)),
  )
}

const matches = (one: unknown, body: Record<string, unknown>): boolean =>
  expect.objectContaining(body).asymmetricMatch(one)

/** Something that must perform nothing, tried on one held call of every tool at once. */
export interface Attempt {
  name: string
  plan?: Plan
  make(held: Held[], people: People): Promise<void>
  /** How often each was performed when the attempt is over: by the attempt never. */
  times: 0 | 1
  /** The same without what is wrong with it: then it is performed once. */
  control(held: Held, people: People): Promise<void>
  /** What the ledger says of the attempt. */
  ledger(held: Held): InLedger | InLedger[]
  /** On a real OpenClaw the scripted agent goes on after a call that was held, and has none left for the run that has its permission. */
  isPracticeOnly?: boolean
}
