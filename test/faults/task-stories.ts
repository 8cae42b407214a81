import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { taskWorkflowId } from '#domain/ids.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import type { TaskState } from '#domain/task/task.ts'
import { outboxOf } from '../demo/outbox.ts'
import type { DriftWorld } from '../drift-world.ts'
import { aRepository } from '../git-repository.ts'
import type { Stage } from './stage.ts'

/** The streams that a story wrote, by a name of its own. */
export type Streams = Record<string, string>

const isDone = ({ status }: TaskState) => status === 'done'
const effectTo = (to: string) => `effect: send_message ${JSON.stringify({ to, body: 'Hello' })}\nfinish: told`

/** A task whose agent asks to write to somebody. */
export async function askToSend({ world: { plane } }: Stage, to: string, title = 'Write') {
  const taskId = await plane.ask({ title, intent: effectTo(to) })
  const { proposals } = await plane.until(taskId, ({ wait }) => wait?.kind === 'approval')
  const [proposal] = proposals
  if (!proposal) throw new Error(`${taskId} waits for no approval`)
  return { taskId, proposal, decide: decideOn(plane, taskId, proposal) }
}

const decideOn =
  (
    plane: DriftWorld['plane'],
    taskId: string,
    { proposalId, hash }: Pick<TaskState['proposals'][number], 'proposalId' | 'hash'>,
  ) =>
  (verdict: 'approved' | 'rejected') =>
    plane.intend(taskId, 'decideApproval', { proposalId, verdict, reason: 'because', hash })

/** How often it was sent, by the outbox's own word. */
export const sentTo = ({ world }: Stage, to: string) =>
  outboxOf(world).filter((line) => JSON.parse(line).to === to).length

function expectSent(stage: Stage, to: string, times: number): void {
  const sent = sentTo(stage, to)
  if (sent !== times) throw new Error(`${to} was written to ${sent} times, not ${times}`)
}

export async function approved(stage: Stage): Promise<Streams> {
  const to = `approved@${stage.name}`
  const { taskId, decide } = await askToSend(stage, to)
  await decide('approved')
  await stage.world.plane.until(taskId, isDone)
  expectSent(stage, to, 1)
  return { task: `task/${taskId}` }
}

export async function rejected(stage: Stage): Promise<Streams> {
  const to = `rejected@${stage.name}`
  const { taskId, decide } = await askToSend(stage, to)
  await decide('rejected')
  await stage.world.plane.until(taskId, isDone)
  expectSent(stage, to, 0)
  return { task: `task/${taskId}` }
}

/** The claim is somebody else's, and the journal knows nothing of the effect: it may be on its way. */
export async function claimedBefore(stage: Stage): Promise<Streams> {
  const { plane } = stage.world
  const to = `claimed@${stage.name}`
  const { taskId, proposal, decide } = await askToSend(stage, to)
  await plane.database.pool.query(`insert into effect_claim values ($1, $2, $3, 'an earlier run', 'gr_0')`, [
    proposal.effectKey,
    `in_${taskId}`,
    `task/${taskId}`,
  ])
  await decide('approved')
  const { proposals } = await plane.until(taskId, isDone)
  if (proposals[0]?.status !== 'uncertain') throw new Error(`it is ${proposals[0]?.status}`)
  expectSent(stage, to, 0)
  return { task: `task/${taskId}` }
}

export async function delivered(stage: Stage): Promise<Streams> {
  const { world, name, pageUrl } = stage
  const file = `letter-${name}.md`
  const workspace = join(world.folder, 'practice', 'workspace')
  writeFileSync(join(workspace, file), 'Dear Ada')
  writeFileSync(join(workspace, `sums-${name}.json`), '{"total": 3}')
  aRepository(join(workspace, `site-${name}`)).commit('Issue 148')
  const deliverables: Declared[] = [
    { title: 'Letter', check: { kind: 'file', sha256: null } },
    { title: 'Page', check: { kind: 'url', url: pageUrl, contains: 'Issue 148' } },
    { title: 'Sums', check: { kind: 'json', path: `sums-${name}.json`, schema: { type: 'object' } } },
    {
      title: 'Site',
      check: { kind: 'commit', repository: `site-${name}`, commit: 'main', contains: '148', branch: null },
    },
  ]
  const intent = `artifact: Letter | ${file}\nfinish: both are there`
  const taskId = await world.plane.ask({ intent, deliverables })
  await world.plane.until(taskId, isDone)
  return { task: `task/${taskId}` }
}

const isRunning = ({ runs }: TaskState) => Boolean(runs[0]?.acceptedAt)
const isCancelled = ({ status }: TaskState) => status === 'cancelled'

async function waitingActivities({ plane }: DriftWorld, taskId: string) {
  const { raw } = await plane.env.client.workflow.getHandle(taskWorkflowId(taskId)).describe()
  return raw.pendingActivities?.map(({ activityType }) => activityType?.name) ?? []
}

/** Nobody takes its run while its priority changes. */
export async function prioritised({ world: { plane } }: Stage): Promise<Streams> {
  await plane.stopExecutor()
  const taskId = await plane.ask({ intent: 'finish: done' })
  await plane.until(taskId, ({ runs }) => runs.length === 1)
  await plane.intend(taskId, 'setPriority', { priority: 'urgent' })
  await plane.until(taskId, ({ priority }) => priority === 'urgent')
  await plane.startExecutor()
  await plane.until(taskId, isDone)
  return { task: `task/${taskId}` }
}

export async function cancelled({ world: { plane } }: Stage): Promise<Streams> {
  const taskId = await plane.ask({ intent: 'hang' })
  await plane.until(taskId, isRunning)
  await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
  await plane.until(taskId, isCancelled)
  return { task: `task/${taskId}` }
}

/** Its run is alive on the gateway while nobody is there to hear of it: it is ended before the task is. */
export const cancelledWhileAway = (stage: Stage): Promise<Streams> =>
  endedWhileAway(stage, {}, ({ plane }, taskId) => plane.intend(taskId, 'cancelTask', { reason: 'no need' }))

/** Likewise, by a deadline that somebody brings forward meanwhile. */
export function dueWhileAway(stage: Stage): Promise<Streams> {
  const from = inSeconds(3_600)
  return endedWhileAway(stage, { deadline: from }, ({ plane }, taskId) =>
    plane.intend(taskId, 'setDeadline', { from, to: inSeconds(2) }),
  )
}

const inSeconds = (seconds: number): Deadline => ({
  at: new Date(Date.now() + seconds * 1_000).toISOString(),
  end: 'cancel',
})

async function endedWhileAway(
  { world }: Stage,
  asked: { deadline?: Deadline },
  end: (world: DriftWorld, taskId: string) => Promise<unknown>,
): Promise<Streams> {
  const { plane, byHand } = world
  const taskId = await plane.ask({ intent: 'hang', ...asked })
  const { runs } = await plane.until(taskId, isRunning)
  await plane.stopExecutor()
  await end(world, taskId)
  while (!(await waitingActivities(world, taskId)).includes('abortRun')) await sleep(50)
  await plane.startExecutor()
  await plane.until(taskId, isCancelled)
  const key = runs[0]?.sessionKey
  const { tasks } = await byHand<{ tasks: { status: string }[] }>('tasks.list', { sessionKey: key, limit: 9 })
  if (tasks.some(({ status }) => ['running', 'queued'].includes(status)))
    throw new Error(`${key} goes on: ${JSON.stringify(tasks)}`)
  return { task: `task/${taskId}` }
}
