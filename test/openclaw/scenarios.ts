import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { learningsContract } from '#api/learnings/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { driftScenarios } from './drift-scenarios.ts'
import { foreignScenarios } from './foreign-scenarios.ts'
import { permissionScenarios } from './permission-scenarios.ts'
import { skillScenarios } from './skill-scenarios.ts'
import type { Scenario, World } from './world.ts'

let number = 0
/** A word that nothing else in the outbox holds. */
const newMark = () => `mark-${Date.now().toString(36)}-${++number}`
const effect = (mark: string) => `effect: send_message ${JSON.stringify({ to: 'a@example.com', body: mark })}`
const isStatus = (status: string) => (task: Task) => task.status === status
const hasEnded = (task: Task) => task.endedAt !== null || task.status === 'needs_verification'

function linesOf(world: World): string[] {
  if (!existsSync(world.outbox)) return []
  return readFileSync(world.outbox, 'utf8').split('\n').filter(Boolean)
}
/** Marks are numbered, so one may begin another. */
const holds = (line: string, mark: string) => new RegExp(`\\b${mark}\\b`).test(line)
const linesWith = (world: World, mark: string) => linesOf(world).filter((line) => holds(line, mark)).length
const strangersIn = (lines: string[], marks: string[]) =>
  lines.filter((line) => !marks.some((mark) => holds(line, mark)))

/** Marks of what was approved in a world: nothing else may ever be in its outbox. */
const approvedIn = new WeakMap<World, string[]>()

async function approve(world: World, proposal: ProposalState, mark: string): Promise<void> {
  approvedIn.set(world, [...(approvedIn.get(world) ?? []), mark])
  await world.decide(proposal, 'approved')
}

async function story(world: World, taskId: string): Promise<string[]> {
  const { items } = await world.ask(tasksContract.listTaskEntries, { params: { taskId } })
  return items.map(({ type }) => type)
}

async function ended(world: World, taskId: string, status = 'done'): Promise<Task> {
  const task = await world.until(taskId, hasEnded, 200_000)
  expect(task.status, JSON.stringify(task.state, null, 1)).toBe(status)
  return task
}

const scenarios: Scenario[] = [
  {
    name: 'a plain answer ends the task, with its words and what it cost',
    async run(world) {
      const taskId = await world.aTask(await world.aProject(), 'answer: hello there')
      const { state } = await ended(world, taskId)
      expect(state.runs[0]?.text).toBe('hello there')
      expect(state.runs[0]?.usage).toMatchObject({ input: 800, output: 50, costNanoUsd: 3_210_000 })
    },
  },
  {
    name: 'an approved effect is performed once, by the worker',
    async run(world) {
      const mark = newMark()
      const taskId = await world.aTask(await world.aProject(), `${effect(mark)}\nfinish: sent`)
      const proposal = await world.untilAsked(taskId)
      expect(proposal).toMatchObject({ tool: 'send_message', via: 'invoke', parameters: { body: mark } })
      expect(linesWith(world, mark)).toBe(0)
      await approve(world, proposal, mark)
      const { state } = await ended(world, taskId)
      expect(state.proposals).toMatchObject([{ status: 'performed' }])
      expect(state.summary).toBe('sent')
      expect(linesWith(world, mark)).toBe(1)
    },
  },
  {
    name: 'an approved command is run once by the resumed agent, with the recorded parameters',
    async run(world) {
      const mark = newMark()
      const command = `echo '{"tool":"exec","mark":"${mark}"}' >> ${world.outbox}`
      const taskId = await world.aTask(await world.aProject(), `exec: ${command}\nfinish: ran`)
      const proposal = await world.untilAsked(taskId)
      expect(proposal).toMatchObject({ tool: 'exec', via: 'resume', effectClass: 'exec' })
      await approve(world, proposal, mark)
      const { state } = await ended(world, taskId)
      expect(state.proposals).toMatchObject([{ status: 'performed' }])
      expect(state.runs).toHaveLength(2)
      expect(linesWith(world, mark)).toBe(1)
    },
  },
  {
    name: 'a rejected effect is not performed, and the agent is told why',
    async run(world) {
      const mark = newMark()
      const taskId = await world.aTask(await world.aProject(), `${effect(mark)}\nfinish: not sent`)
      await world.decide(await world.untilAsked(taskId), 'rejected', 'wrong customer')
      const { state } = await ended(world, taskId)
      expect(state.proposals).toMatchObject([{ status: 'rejected', reason: 'wrong customer' }])
      expect(state.runs).toHaveLength(2)
      expect(linesWith(world, mark)).toBe(0)
    },
  },
  {
    name: 'an effect that nobody decides on expires, and is not performed',
    async run(world) {
      const mark = newMark()
      const where = await world.aProject({ approvalTtlMs: 1_000 })
      const taskId = await world.aTask(where, `${effect(mark)}\nfinish: nobody answered`)
      const { state } = await ended(world, taskId)
      expect(state.proposals).toMatchObject([{ status: 'expired' }])
      expect(linesWith(world, mark)).toBe(0)
    },
  },
  {
    name: 'the control worker is killed while a task waits: the approval is acted on when it is back',
    async run(world) {
      const mark = newMark()
      const taskId = await world.aTask(await world.aProject(), `${effect(mark)}\nfinish: sent`)
      const proposal = await world.untilAsked(taskId)
      world.kill('control')
      await approve(world, proposal, mark)
      await ended(world, taskId)
      expect(linesWith(world, mark)).toBe(1)
    },
  },
  {
    name: 'the worker on the Mac is killed mid-run: the run goes on, its effect is still held and done once',
    async run(world) {
      const mark = newMark()
      const taskId = await world.aTask(await world.aProject(), `slow: 3000\n${effect(mark)}\nfinish: sent`)
      await world.until(taskId, isStatus('running'))
      world.kill('mac-mini')
      const proposal = await world.untilAsked(taskId)
      expect(linesWith(world, mark)).toBe(0)
      await approve(world, proposal, mark)
      const { state } = await ended(world, taskId)
      expect(state.runs.map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
      expect(linesWith(world, mark)).toBe(1)
    },
  },
  {
    name: 'the gateway is killed mid-run: its own recovery run is adopted',
    async run(world) {
      const taskId = await world.aTask(await world.aProject(), 'slow: 6000\nanswer: survived')
      const running = await world.until(taskId, isStatus('running'))
      const sessionKey = running.state.runs[0]?.sessionKey ?? ''
      await expect.poll(() => world.hasBegun(sessionKey), { timeout: 30_000 }).toBe(true)
      await world.killGateway()
      const { state } = await ended(world, taskId)
      expect(state.runs, JSON.stringify(state.runs, null, 1)).toHaveLength(1)
      expect(state.runs[0]).toMatchObject({ outcome: 'ok', text: 'survived' })
      const { items } = await world.ask(ledgerContract.listEntries, {
        query: { streamId: `task/${taskId}`, type: 'run_ended' },
      })
      expect(items[0]?.body).toMatchObject({ adoptedRunIds: [expect.any(String)] })
      expect(state.runs[0]?.adoptedRunIds).toHaveLength(1)
    },
  },
  {
    name: 'a cancelled task ends its run on the gateway',
    async run(world) {
      const taskId = await world.aTask(await world.aProject(), 'hang')
      const { state } = await world.until(taskId, isStatus('running'))
      const sessionKey = state.runs[0]?.sessionKey ?? ''
      expect(await world.isRunning(sessionKey)).toBe(true)
      await world.ask(tasksContract.cancelTask, { params: { taskId }, body: { reason: 'changed my mind' } })
      await ended(world, taskId, 'cancelled')
      // The gateway has taken the order by then; its own list says so once the run has unwound.
      await expect.poll(() => world.isRunning(sessionKey)).toBe(false)
    },
  },
  {
    name: 'a provider that refuses the request fails the task, with its words and without tries',
    async run(world) {
      const taskId = await world.aTask(await world.aProject(), 'fail: 400')
      const { state } = await ended(world, taskId, 'failed')
      expect(state.runs).toHaveLength(1)
      expect(state.error).toMatch(/^LLM request failed: provider rejected the request/)
    },
  },
  {
    name: 'a question waits for its answer, and the agent goes on with it',
    async run(world) {
      const taskId = await world.aTask(
        await world.aProject(),
        'ask: Which colour? | red | blue\nfinish: painted',
      )
      const { state } = await world.until(taskId, (task) => task.waitKind === 'operator')
      const question = state.questions[0]
      expect(question).toMatchObject({ text: 'Which colour?', options: ['red', 'blue'] })
      await world.ask(tasksContract.answerQuestion, {
        params: { taskId, questionId: question?.questionId ?? '' },
        body: { answer: 'blue' },
      })
      expect((await ended(world, taskId)).state.summary).toBe('painted')
      expect(await story(world, taskId)).toContain('question_answered')
    },
  },
  {
    name: 'what an agent learned is kept beyond its task, with what it is about',
    async run(world) {
      const where = await world.aProject()
      const taskId = await world.aTask(where, 'learning: They read on Sundays | readers\nfinish: counted')
      await ended(world, taskId)
      const { items } = await world.ask(learningsContract.listLearnings, {
        query: { agentId: where.agentId },
      })
      expect(items).toMatchObject([{ taskId, text: 'They read on Sundays', about: 'readers' }])
    },
  },
  {
    name: 'a file outside the workspace is not read without approval, and one inside it is',
    async run(world) {
      const intent = 'safe: notes.md\nsafe: /etc/hostname\nfinish: looked'
      const taskId = await world.aTask(await world.aProject(), intent)
      const proposal = await world.untilAsked(taskId)
      expect(proposal).toMatchObject({ tool: 'read', via: 'resume', parameters: { path: '/etc/hostname' } })
      await world.decide(proposal, 'rejected', 'not yours')
      const { state } = await ended(world, taskId)
      expect(state.proposals).toHaveLength(1)
    },
  },
  ...foreignScenarios,
  ...driftScenarios,
  ...skillScenarios,
  ...permissionScenarios,
  {
    name: 'in the end the outbox holds each approved effect once, and nothing else',
    async run(world) {
      const mark = newMark()
      const before = linesOf(world).length
      const taskId = await world.aTask(await world.aProject(), `${effect(mark)}\nfinish: sent`)
      await approve(world, await world.untilAsked(taskId), mark)
      await ended(world, taskId)
      const lines = linesOf(world)
      const marks = approvedIn.get(world) ?? []
      expect(lines).toHaveLength(before + 1)
      expect(strangersIn(lines, marks)).toEqual([])
      expect(marks.map((one) => linesWith(world, one))).toEqual(marks.map(() => 1))
      expect(lines).toHaveLength(marks.length)
      const planted = JSON.stringify({ tool: 'send_message', body: newMark() })
      expect(strangersIn([...lines, planted], marks)).toEqual([planted])
    },
  },
]

export default scenarios
