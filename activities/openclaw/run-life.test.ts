import { expect, test } from 'vitest'
import { answerOf, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { livesOn, lookAtRun } from './run-life.ts'
import { RunSession } from './run-session.ts'

const runIds = ['fo:task/t_1/s1', 'taken-up']
const own = (status: string, error?: string) => ({ runId: 'taken-up', status, error })
const stopped = own('cancelled', 'Task execution process exited before restart.')
const other = { runId: 'fo:task/t_1/s2', status: 'running' }

/** What the gateway lists, what is active in the session, and whether the run lives on. */
const table: [string, object[], object, boolean][] = [
  ['listed as running', [own('running')], {}, true],
  ['listed as waiting', [own('queued')], {}, true],
  ['listed as ended', [own('cancelled')], {}, false],
  ['ended, and the next run of the task is active', [own('failed'), other], active(other.runId), false],
  ['a chat, active in its session', [], active('taken-up'), true],
  ['a chat, after which another one began', [], active('another'), false],
  ['in no list, and something is active', [], { sessionInfo: { hasActiveRun: true } }, true],
  ['in no list, and nothing is active', [], { sessionInfo: { hasActiveRun: false } }, false],
  ['ended by a restart, and gone on with', [stopped], active('recovery'), true],
  ['ended by a restart, and the next run of the task is active', [stopped], active(other.runId), false],
  ['ended by a restart, and nothing is active', [stopped], {}, false],
]

function active(runId: string) {
  return { inFlightRun: { runId }, sessionInfo: { hasActiveRun: true } }
}

test.each(table)('%s', async (_, tasks, history, isAlive) => {
  const gateway = new ScriptedGateway()
  gateway.next('tasks.list', { tasks }).next('chat.history', { messages: [], ...history })
  expect(await livesOn(new RunSession(gateway.asGateway(), 'agent:main:x'), runIds)).toBe(isAlive)
})

test('a look tells whether it goes on and what it used, runs that took it up included', async () => {
  const usage = { input: 5, output: 1, cost: { total: 0.2 } }
  const messages = [
    userMessage('run-1'),
    answerOf('run-1', 'One', usage),
    recoveryMessage('taken-up'),
    answerOf('taken-up', 'Two', usage),
    answerOf('another', 'Three', usage),
  ]
  const gateway = new ScriptedGateway()
  gateway.next('chat.history', { messages }, { messages })
  gateway.next('tasks.list', { tasks: [own('completed')] })
  const session = new RunSession(gateway.asGateway(), 'agent:main:x')
  expect(await lookAtRun(session, ['run-1'])).toEqual({
    isOver: true,
    usage: { input: 10, output: 2, cacheRead: 0, cacheWrite: 0, costNanoUsd: 400_000_000 },
  })
})
