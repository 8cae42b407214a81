import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import { newId, runIdOf, sessionKeyOf, taskWorkflowId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { TestProduct } from '../product.ts'
import { type BareInput, bareSignal, type bareWorkflow } from './bare-workflow.ts'
import { History } from './history.ts'

export interface Where {
  office: TestProduct
  client: Client
  bareQueue: string
  place: { projectId: string; agentId: string }
  /** Of everything that was to be sent. */
  marks: string[]
}

/** Milliseconds of one clock: this process, the Temporal server and the gateway are on one machine. */
export interface Sample {
  events: number
  /** From the call that starts it until the server has it waiting for a person. */
  toWaitMs: number
  /** From the decision until the workflow is closed, which is after its last entry is written. */
  toEndMs: number
  /** From the decision until the effect's tool ran in the gateway, by the tool's own log. */
  toReceiptMs: number
  /** From the decision until the gateway took the next run, by its own store. */
  toResumeMs: number
}

/** Both are decided on this long after they came to wait, and neither is asked about meanwhile. */
const humanMs = 100
const [firstStep, secondStep] = ['s1', 's2'] as const

/** A real task: HTTP, Postgres, relay, workflow, ledger. */
export async function oursOnce(where: Where): Promise<Sample> {
  const { office, place } = where
  const { mark, intent } = newIntent(where)
  const began = Date.now()
  const taskId = await office.aTask(place, intent)
  const history = new History(where.client, taskWorkflowId(taskId))
  const waited = await history.untilIdle()
  const proposal = await office.untilAsked(taskId)
  await sleep(humanMs)
  const decided = Date.now()
  await office.decide(proposal, 'approved')
  const closed = await history.untilClosed()
  const { status } = await office.task(taskId)
  if (status !== 'done') throw new Error(`the task ${taskId} is ${status}`)
  return sampleOf(where, { taskId, mark, history, began, waited, decided, closed })
}

/** The same calls, by the same activities in the same worker on the Mac, with no record. */
export async function bareOnce(where: Where): Promise<Sample> {
  const { mark, intent } = newIntent(where)
  const taskId = newId('task')
  const workflowId = `bench/${taskId}`
  const began = Date.now()
  const handle = await where.client.workflow.start<typeof bareWorkflow>('bareWorkflow', {
    workflowId,
    taskQueue: where.bareQueue,
    args: [bareInput(where, taskId, intent)],
  })
  const history = new History(where.client, workflowId)
  const waited = await history.untilIdle()
  await sleep(humanMs)
  const decided = Date.now()
  await handle.signal(bareSignal)
  const closed = await history.untilClosed()
  return sampleOf(where, { taskId, mark, history, began, waited, decided, closed })
}

function newIntent({ marks }: Where) {
  const mark = `mark-${crypto.randomUUID()}`
  marks.push(mark)
  const intent = `Write to our customer.\neffect: send_message ${JSON.stringify({ to: 'a@example.com', body: mark })}\nfinish: sent`
  return { mark, intent }
}

function bareInput({ place }: Where, taskId: string, intent: string): BareInput {
  const words = { system: 'You write letters.', task: `Front Office task ${taskId}` }
  const shared = {
    ...place,
    taskId,
    openclawAgentId: 'main',
    sessionKey: sessionKeyOf('main', taskId),
    contextPack: { hash: sha256Hex(JSON.stringify(words)), ...words },
    policy: defaultPolicy,
    grants: [],
  }
  const step = (stepId: string) => ({ ...shared, stepId, runId: runIdOf(taskId, stepId) })
  return { executorId: 'mac-mini', first: { ...step(firstStep), message: intent }, second: step(secondStep) }
}

interface Course {
  taskId: string
  mark: string
  history: History
  began: number
  waited: number
  decided: number
  closed: number
}

function sampleOf({ office }: Where, course: Course): Sample {
  const { taskId, mark, history, began, waited, decided, closed } = course
  return {
    events: history.events.length,
    toWaitMs: waited - began,
    toEndMs: closed - decided,
    toReceiptMs: performedAt(office, mark) - decided,
    toResumeMs: takenAt(office, runIdOf(taskId, secondStep)) - decided,
  }
}

export const outboxOf = ({ folder }: TestProduct): string[] =>
  readFileSync(join(folder, 'practice', 'outbox.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)

function performedAt(office: TestProduct, mark: string): number {
  const line = outboxOf(office).find((one) => one.includes(mark))
  if (!line) throw new Error(`nothing was sent for ${mark}`)
  return Date.parse(JSON.parse(line).at)
}

/** The practice gateway's durable list of runs: when it took each. */
function takenAt({ folder }: TestProduct, runId: string): number {
  const { tasks } = JSON.parse(readFileSync(join(folder, 'practice', 'state', 'gateway.json'), 'utf8'))
  const row = tasks.find((task: { runId: string }) => task.runId === runId)
  if (!row) throw new Error(`the gateway does not know the run ${runId}`)
  return row.createdAt
}
