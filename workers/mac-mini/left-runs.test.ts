import type { Client } from '@temporalio/client'
import { WorkflowNotFoundError } from '@temporalio/client'
import { expect, test } from 'vitest'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import type { RunInput } from '#domain/run/run.ts'
import { aRunInput } from '#test/builders.ts'
import { hasEndedByItself, watchLeftRuns } from './left-runs.ts'

const ours = (taskId: string) => aRunInput({ taskId, runId: `fo:task/${taskId}/s1` })

/** One look at these, of which some have ended; what can't be known is an error. */
async function looked(inputs: RunInput[], ended: string[], unknown: string[] = []) {
  const stopping = new AbortController()
  const asked: string[] = []
  const toEnd: string[] = []
  const errors: string[] = []
  const desk = { all: () => inputs.map((input) => ({ input })) } as unknown as RunDesk
  const watching = watchLeftRuns(
    {
      desk,
      async taskHasEnded(taskId) {
        asked.push(taskId)
        if (unknown.includes(taskId)) throw new Error('away')
        return ended.includes(taskId)
      },
      end: ({ runId }) => toEnd.push(runId),
      onError: (error, where) => errors.push(`${where}: ${error.message}`),
      everyMs: 60_000,
    },
    stopping.signal,
  )
  const wanted = inputs.filter(({ runId }) => runId.startsWith('fo:')).length
  await expect.poll(() => asked.length).toBe(wanted)
  await new Promise((resolve) => setTimeout(resolve, 5))
  stopping.abort()
  await watching
  return { toEnd, errors }
}

test('a run of a task that has ended is to end; one whose task goes on, or that nobody here started, is not', async () => {
  const chat = aRunInput({ taskId: 't_chat', runId: 'chat-1' })
  const { toEnd, errors } = await looked([ours('t_1'), ours('t_2'), chat], ['t_1', 't_chat'])
  expect({ toEnd, errors }).toEqual({ toEnd: ['fo:task/t_1/s1'], errors: [] })
})

test('a Temporal that does not answer is told, and the other runs are looked at all the same', async () => {
  const { toEnd, errors } = await looked([ours('t_1'), ours('t_2')], ['t_1', 't_2'], ['t_1'])
  expect({ toEnd, errors }).toEqual({
    toEnd: ['fo:task/t_2/s1'],
    errors: ['whether t_1 has ended: away'],
  })
})

test.each([
  ['COMPLETED', true],
  ['TERMINATED', false],
  ['RUNNING', false],
])('a workflow that is %s has ended by itself: %s', async (name, hasEnded) => {
  const describe = async () => ({ status: { name } })
  const client = { workflow: { getHandle: () => ({ describe }) } } as unknown as Client
  expect(await hasEndedByItself(client, 't_1')).toBe(hasEnded)
})

test('of one that Temporal does not know nothing is said, and other trouble is', async () => {
  const clientOf = (error: Error) =>
    ({ workflow: { getHandle: () => ({ describe: () => Promise.reject(error) }) } }) as unknown as Client
  const gone = new WorkflowNotFoundError('gone', 'task/t_1', undefined)
  expect(await hasEndedByItself(clientOf(gone), 't_1')).toBe(false)
  await expect(hasEndedByItself(clientOf(new Error('away')), 't_1')).rejects.toThrow('away')
})
