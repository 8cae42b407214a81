import { expect } from 'vitest'
import type { Parameters } from '#domain/run/run.ts'
import { denyTool, each, lastRun, sibling } from './gate-attempts.ts'
import {
  type Attempt,
  approve,
  ended,
  type Held,
  performedOnce,
  performedTimes,
  toldInLedger,
} from './gate-stage.ts'
import type { World } from './world.ts'

const firstRunEnded = ({ world, taskId }: Held) =>
  world.until(taskId, ({ state }) => Boolean(state.runs[0]?.endedAt), 150_000)

/** Its permission is given out, and nobody can use it yet. */
async function untilGranted({ world, taskId, tool }: Held): Promise<void> {
  await world.until(taskId, ({ state }) => {
    const isClaimed = state.proposals[0]?.status === 'claimed'
    return isClaimed && (tool.via === 'invoke' || state.runs.length === 2)
  })
}

const stolen = new WeakMap<Held, string>()

interface AtBridge {
  sessionKey: string
  runId: string
  tool: string
  params: Parameters
}

/** At the bridge itself, as a program on the Mac that has read the bridge's token. */
async function postAtBridge({ product: { ports, secrets } }: World, call: AtBridge, token?: string) {
  const response = await fetch(`http://127.0.0.1:${ports.bridge}/v1/gate`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token ?? secrets.bridgeToken}`,
    },
    body: JSON.stringify({ agentId: 'main', toolCallId: `thief-${call.runId}`, ...call }),
  })
  return response.status === 200 ? ((await response.json()).decision as string) : response.status
}

/** With the run's id, where no run is, and in the session of another one that is open: that one's own id opens it. */
async function steal(held: Held, other: Held): Promise<void> {
  const { world, tool, call } = held
  const [{ runId }, open] = [await lastRun(held), await lastRun(other)]
  stolen.set(held, runId)
  const theCall = { runId, tool: tool.tool, params: call }
  const nowhere = { ...theCall, sessionKey: 'agent:main:thief' }
  expect(await postAtBridge(world, nowhere, 'a-token-that-somebody-made-up')).toBe(401)
  expect(await postAtBridge(world, nowhere)).toBe('block')
  const there = { sessionKey: open.sessionKey, tool: 'session_status', params: {} }
  await expect
    .poll(() => postAtBridge(world, { ...there, runId: open.runId }), { timeout: 20_000 })
    .toBe('allow')
  expect(await postAtBridge(world, { ...there, runId })).toBe('block')
  expect(await postAtBridge(world, { ...theCall, sessionKey: open.sessionKey })).toBe('block')
  const body = { tool: tool.tool, why: 'run_unknown' }
  await toldInLedger(other, { of: 'task', type: 'call_blocked', body })
}

/** Another task's run that is open: it has a permission that its agent has to use. */
function anotherOpen(held: Held[], one: Held): Held {
  const other = held.find((another) => another !== one && another.tool.via === 'resume')
  if (!other) throw new Error('no other run is open')
  return other
}

/** The gateway is away while somebody acts on what was just permitted. A run that it is killed in is taken up first. */
async function whileAway(
  held: Held[],
  permit: (one: Held) => Promise<unknown>,
  act: (one: Held) => Promise<unknown>,
): Promise<void> {
  await each(held, firstRunEnded)
  const giveBack = await held[0]?.world.takeGatewayAway()
  try {
    await each(held, permit)
    await each(held, untilGranted)
    await each(held, act)
    for (const one of held) performedTimes(one, 0)
  } finally {
    await giveBack?.()
  }
}

/** What is tried while a permission is given out and its gateway is away. */
export const awayAttempts: Attempt[] = [
  {
    name: 'what policy forbids since it was approved, while its gateway was away',
    times: 0,
    async make(held, { owner }) {
      await whileAway(held, (one) => owner.decide(one.proposal, 'approved'), denyTool)
      await each(held, ended)
    },
    control: sibling,
    ledger: ({ tool: { via }, proposal: { proposalId } }) =>
      via === 'invoke'
        ? {
            ...{ of: 'task', type: 'effect_failed' },
            body: { proposalId, detail: expect.stringMatching(/not allowed by policy any more.*NOT done/) },
          }
        : { of: 'task', type: 'call_blocked', body: { proposalId, why: 'denied' } },
  },
  {
    name: 'a call at the bridge with the stolen id of a run that has a permission',
    times: 0,
    make: (held, { owner }) =>
      whileAway(
        held,
        (one) => approve(owner, one),
        (one) => steal(one, anotherOpen(held, one)),
      ),
    control: performedOnce,
    ledger: (held) => ({
      ...{ of: 'executor', type: 'stray_calls_blocked' },
      body: {
        calls: expect.arrayContaining([
          expect.objectContaining({ tool: held.tool.tool, runId: stolen.get(held) }),
        ]),
      },
    }),
  },
]
