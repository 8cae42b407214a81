import { expect } from 'vitest'
import { ledgerContract } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { until } from '../e2e/stage.ts'
import type { Scenario, World } from './world.ts'

let number = 0
/** A key that no run of this world has. */
const newKey = () => `foreign-${Date.now().toString(36)}-${++number}`

/** The one task that a foreign run has, once it is so. */
const adopted = (
  world: World,
  runId: string,
  isSo: (task: Task) => boolean = ({ endedAt }) => endedAt !== null,
) =>
  until(
    async () => {
      const { items } = await world.ask(tasksContract.listTasks, { query: { limit: 300 } })
      const started = items.filter(({ starter }) => starter !== null)
      for (const { id } of started) {
        const task = await world.ask(tasksContract.getTask, { params: { taskId: id } })
        if (task.state.adopted?.runId === runId && isSo(task)) return task
      }
      return undefined
    },
    `the run ${runId} has a task`,
    120_000,
  )

async function transcriptOf(world: World, { id }: Task) {
  const { items } = await world.ask(ledgerContract.listEntries, {
    query: { streamId: `task/${id}`, type: 'transcript_recorded' },
  })
  return items.map(({ body }) => body)
}

const chat = (world: World, key: string, words: string) =>
  world.byHand('chat.send', {
    ...{ sessionKey: `agent:main:telegram:${key}`, idempotencyKey: key },
    message: `Hello.\n${words}`,
  })

/** Runs that nobody here asked for. */
export const foreignScenarios: Scenario[] = [
  {
    name: 'a chat with an agent is a task with its words, its tools and its cost',
    async run(world) {
      await world.aProject()
      const key = newKey()
      await chat(world, key, 'safe: notes.md\nanswer: good day')
      const task = await adopted(world, key)
      expect(task).toMatchObject({ status: 'done', starter: { kind: 'chat', name: 'telegram' } })
      expect(task.state.runs[0]).toMatchObject({ outcome: 'ok', text: 'good day', usage: { input: 1_600 } })
      expect(await transcriptOf(world, task)).toMatchObject([
        {
          messages: [
            { by: 'asker', text: expect.stringContaining('Hello.') },
            { by: 'agent', text: 'good day' },
          ],
          tools: [{ tool: 'read', calls: 1 }],
        },
      ])
    },
  },
  {
    name: 'a run of the gateway’s own job is a task that is named after the job',
    async run(world) {
      await world.aProject()
      const name = newKey()
      const made = await world.byHand<{ id: string }>('cron.add', {
        ...{ name, agentId: 'main', sessionTarget: 'isolated', wakeMode: 'now', enabled: false },
        schedule: { kind: 'every', everyMs: 86_400_000 },
        payload: { kind: 'agentTurn', message: 'Report.\nanswer: all is well' },
      })
      await world.byHand('cron.run', { id: made.id, mode: 'force' })
      const row = await until(
        async () => {
          const { items } = await world.ask(tasksContract.listTasks, { query: { limit: 300 } })
          return items.find(({ title, endedAt }) => title === `Cron job ${name}` && endedAt !== null)
        },
        `a task of the job ${name}`,
        120_000,
      )
      expect(row).toMatchObject({ status: 'done', starter: { kind: 'cron', name } })
      const task = await world.ask(tasksContract.getTask, { params: { taskId: row.id } })
      // What it used is unknown where the gateway keeps no transcript of a job's session under the run's id.
      expect(task.state.runs[0]).toMatchObject({ outcome: 'ok' })
      await world.byHand('cron.remove', { id: made.id })
    },
  },
  {
    name: 'what another client’s run wants to do outside is held like any other, and not done when it is rejected',
    async run(world) {
      await world.aProject()
      const key = newKey()
      const words = `effect: send_message ${JSON.stringify({ to: 'a@example.com', body: key })}`
      await world.byHand('agent', {
        ...{
          sessionKey: `agent:main:script-${key}`,
          idempotencyKey: key,
          agentId: 'main',
          channel: 'webchat',
        },
        message: `Send it.\n${words}`,
      })
      const asked = await adopted(world, key, (task) => task.waitKind === 'approval')
      expect(asked).toMatchObject({ starter: { kind: 'client', name: `script-${key}` } })
      const proposal = asked.state.proposals[0]
      if (!proposal) throw new Error('nothing is proposed')
      await world.decide(proposal, 'rejected', 'not from a script')
      expect(await adopted(world, key)).toMatchObject({ status: 'done' })
    },
  },
  {
    name: 'runs of the time when the worker was away are recorded once when it is back',
    async run(world) {
      await world.aProject()
      const keys = [newKey(), newKey()]
      world.kill('mac-mini')
      for (const key of keys) await chat(world, key, 'answer: while you were away')
      const tasks: Task[] = []
      for (const key of keys) tasks.push(await adopted(world, key))
      expect(tasks.map(({ status }) => status)).toEqual(['done', 'done'])
      const { items } = await world.ask(tasksContract.listTasks, { query: { limit: 300 } })
      expect(items.filter(({ id }) => tasks.some((task) => task.id === id))).toHaveLength(2)
    },
  },
]
