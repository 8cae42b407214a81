import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { currentTask, taskMark } from '#prisma/write/task-row.ts'
import type { TaskActivities } from '../activities/task/contract.ts'
import { createTaskActivities } from '../activities/task/task-activities.ts'
import { aHash } from './builders.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from './setting.ts'
import { aFact } from './stories.ts'

const isCurrentRun = async () => true
type Name = keyof TaskActivities
type Request<N extends Name> = Parameters<TaskActivities[N]>[0]

type Answer<N extends Name> = Awaited<ReturnType<TaskActivities[N]>>
const quiet = { logger: new DefaultLogger('ERROR') }

/** A setting whose tasks are written by the control activities, each asked twice and found to answer alike. */
export async function openTaskSetting() {
  const setting = await openSetting()
  async function once<N extends Name>(name: N, request: Request<N>, runId = 'r1', pool = setting.pool) {
    const workflowExecution = { workflowId: request.batch.streamId, runId }
    const activity = createTaskActivities({ pool, isCurrentRun })[name]
    const env = new MockActivityEnvironment({ workflowExecution }, quiet)
    const run = env.run.bind(env) as (work: unknown, request: unknown) => Promise<unknown>
    return (await run(activity, request)) as Answer<N>
  }

  /** As Temporal may: the answer of the first time was lost. Both answers and the record must be the same. */
  async function twice<N extends Name>(name: N, request: Request<N>) {
    const first = await once(name, request)
    const stored = await storedFacts(setting.pool, request.batch.streamId)
    expect(await once(name, request)).toEqual(first)
    expect(await storedFacts(setting.pool, request.batch.streamId)).toEqual(stored)
    const taskId = request.batch.streamId.slice(5)
    expect(await currentTask(setting.pool, taskId)).toEqual(await rebuilt(setting.pool, taskId))
    return first
  }

  /** A task that one workflow run writes. */
  async function aStream() {
    const taskId = await setting.newTask()
    let seq = 0
    return {
      taskId,
      async batch(...facts: Fact[]) {
        const { after } = await taskMark(setting.pool, taskId)
        return { streamId: `task/${taskId}`, after, firstSeq: seq + 1, facts }
      },
      async writes<N extends Name>(name: N, rest: Omit<Request<N>, 'batch'>, ...facts: Fact[]) {
        const answer = await twice(name, { ...rest, batch: await this.batch(...facts) } as Request<N>)
        seq = answer.ack.lastSeq
        return answer
      },
      async intends<C extends Exclude<Command, 'startTask'>>(
        command: C,
        body: CommandBody<C>,
        role: keyof Setting['operators'] = 'owner',
      ) {
        const id = newId('intent')
        const intent = { id, taskId, command, actor: `operator:${setting.operators[role]}`, body }
        await recordIntent(setting.pool, intent as Exclude<Intent, { command: 'startTask' }>)
        return id
      },
      state: () => currentTask(setting.pool, taskId),
    }
  }
  return { setting, once, aStream }
}

export const proposedAs = (proposalId: string, change: object = {}) =>
  aFact('approval_requested', {
    stepId: 's1',
    proposalId,
    tool: 'send_message',
    parameters: {},
    hash: aHash,
    effectClass: 'send',
    via: 'invoke',
    effectKey: `task/t/s1/${proposalId}`,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...change,
  })
export const approval = (proposalId: string) =>
  ({ proposalId, verdict: 'approved', reason: 'fine', hash: aHash }) as const
export const typesOf = (facts: Fact[]) => facts.map((fact) => fact.type)
