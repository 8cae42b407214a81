import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { afterEach, expect, test, vi } from 'vitest'
import { aRunInput } from '#test/builders.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { hasEnded, watchLeftRuns } from './left-runs.ts'
import { openRunDesk } from './spool/run-desk.ts'

afterEach(() => void vi.useRealTimers())

const ours = (taskId: string) => {
  const sessionKey = `agent:main:fo:task/${taskId}`
  return aRunInput({ taskId, sessionKey, runId: `fo:task/${taskId}/s1` })
}
const chat = aRunInput({ taskId: 't_chat', sessionKey: 'agent:main:main', runId: 'chat-1' })
const nothing = { ok: true, status: 'no-active-run' }

/** Looks, one after the other, at what the desk has open, of which these tasks have ended. */
function aWatch(inputs: ReturnType<typeof ours>[], ended: string[]) {
  const gateway = new ScriptedGateway()
  const desk = openRunDesk({ dataFolder: tempFolder(), send: async () => {} })
  for (const input of inputs) desk.open(input)
  const errors: string[] = []
  const stopping = new AbortController()
  const has = new Set(ended)
  const away = new Set<string>()
  const unknown = new Set<string>()
  let asked = 0
  const watching = () =>
    watchLeftRuns(
      {
        ...{ gateway: gateway.asGateway(), desk, everyMs: 1 },
        async taskHasEnded(taskId) {
          asked += 1
          if (away.has(taskId)) throw new Error('away')
          return unknown.has(taskId) ? null : has.has(taskId)
        },
        onError: (error, where) => errors.push(`${where}: ${error.message}`),
      },
      stopping.signal,
    )
  const stop = async (running: Promise<void>) => {
    stopping.abort()
    await running
    desk.stop()
  }
  const open = () => desk.all().map(({ input }) => input.taskId)
  return { gateway, desk, errors, has, away, unknown, watching, stop, open, asked: () => asked }
}

test('a run of a task that has ended is told to end until nothing of it is there; others are let alone', async () => {
  const { gateway, errors, watching, stop, open, asked } = aWatch(
    [ours('t_1'), ours('t_2'), chat],
    ['t_1', 't_chat'],
  )
  gateway.next('sessions.abort', { ok: true, status: 'aborted' }, nothing)
  const running = watching()
  await expect.poll(open).toEqual(['t_2', 't_chat'])
  const before = asked()
  await expect.poll(asked).toBeGreaterThan(before + 2)
  await stop(running)
  expect(gateway.paramsOf('sessions.abort')).toEqual(Array(2).fill({ key: 'agent:main:fo:task/t_1' }))
  expect(errors).toEqual([])
})

test('one that was opened again while the gateway was away is let alone', async () => {
  const { gateway, has, watching, stop, open, asked } = aWatch([ours('t_1')], ['t_1'])
  gateway.goDown('It is restarting.')
  gateway.onAwaited = () => {
    has.delete('t_1')
    gateway.comeUp()
  }
  const running = watching()
  await expect.poll(asked).toBeGreaterThan(3)
  await stop(running)
  expect([open(), gateway.methods()]).toEqual([['t_1'], []])
})

test('a Temporal that does not answer is told, and the other runs are looked at all the same', async () => {
  const { gateway, errors, away, watching, stop, open } = aWatch([ours('t_1'), ours('t_2')], ['t_1', 't_2'])
  away.add('t_1')
  gateway.next('sessions.abort', nothing)
  const running = watching()
  await expect.poll(open).toEqual(['t_1'])
  await stop(running)
  expect(errors[0]).toBe('the run in agent:main:fo:task/t_1: away')
})

test('one whose task Temporal does not know is never told to end, and let go once it is older than any run', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { gateway, unknown, watching, stop, open, asked } = aWatch([ours('t_1')], [])
  unknown.add('t_1')
  vi.setSystemTime(Date.now() + 29 * 86_400_000)
  const running = watching()
  await expect.poll(asked).toBeGreaterThan(2)
  expect(open()).toEqual(['t_1'])
  vi.setSystemTime(Date.now() + 2 * 86_400_000)
  await expect.poll(open).toEqual([])
  await stop(running)
  expect(gateway.methods()).toEqual([])
})

test.each([
  ['COMPLETED', 'cancelled', true],
  ['COMPLETED', 'frozen', false],
  ['TERMINATED', 'done', false],
  ['RUNNING', 'done', false],
])('of a workflow that is %s and %s: has ended %s', async (name, state, isSo) => {
  const describe = async () => ({ status: { name }, searchAttributes: { TaskState: [state] } })
  const client = { workflow: { getHandle: () => ({ describe }) } } as unknown as Client
  expect(await hasEnded(client, 't_1')).toBe(isSo)
})

test('of one that Temporal does not know nothing is said, and other trouble is', async () => {
  const clientOf = (error: Error) =>
    ({ workflow: { getHandle: () => ({ describe: () => Promise.reject(error) }) } }) as unknown as Client
  const gone = new WorkflowNotFoundError('gone', 'task/t_1', undefined)
  expect(await hasEnded(clientOf(gone), 't_1')).toBeNull()
  await expect(hasEnded(clientOf(new Error('away')), 't_1')).rejects.toThrow('away')
})
