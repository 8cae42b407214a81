import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { z } from 'zod'
import type { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { mask } from '#domain/run/masking.ts'
import { aGate } from '#test/gate.ts'
import { tempFolder } from '#test/temp-folder.ts'
import type { ReportCall } from './contract.ts'
import { takeReport } from './reports.ts'

type Report = z.output<typeof ReportCall>['report']
const by = { at: expect.any(String), stepId: 's1' }

function aRun() {
  const setting = aGate()
  const run = setting.open()
  const take = (report: Report, change: { workspaceDir?: string; toolCallId?: string } = {}) =>
    takeReport(setting, {
      sessionKey: run.input.sessionKey,
      runId: 'run-1',
      toolCallId: 'call-1',
      ...change,
      report,
    })
  return { ...setting, run, take }
}
const artifact = (location: string): Report => ({
  tool: 'fo_record_artifact',
  params: { title: 'Letter', kind: 'file', location },
})

test('an update is an item of the run, and the turn goes on', async () => {
  const { run, take } = aRun()
  const report: Report = { tool: 'fo_post_update', params: { text: 'Half done.\u0000' } }
  expect(await take(report)).toEqual({ text: 'Posted.', isEnd: false })
  const id = expect.stringMatching(/^u_[0-9a-f]{24}$/)
  expect(run.unsent()).toEqual([{ ...by, kind: 'update', id, text: 'Half done.' }])
})

test('a learning is one of the run, with what it is about where that is said', async () => {
  const { run, take } = aRun()
  const learned = (about?: string): Report => ({
    tool: 'fo_record_learning',
    params: { text: 'They read on Sundays.', ...(about !== undefined && { about }) },
  })
  expect(await take(learned('readers'))).toEqual({ text: 'Recorded.', isEnd: false })
  await take(learned(''), { toolCallId: 'call-2' })
  await take(learned(), { toolCallId: 'call-3' })
  const id = expect.stringMatching(/^l_[0-9a-f]{24}$/)
  const learning = { ...by, kind: 'learning', id, text: 'They read on Sundays.' }
  expect(run.unsent()).toEqual([
    { ...learning, about: 'readers' },
    { ...learning, about: null },
    { ...learning, about: null },
  ])
})

test('a call that the gateway repeats is one item; another call is another', async () => {
  const { run, take } = aRun()
  const report: Report = { tool: 'fo_post_update', params: { text: 'Half done.' } }
  await take(report)
  await take(report)
  await take(report, { toolCallId: 'call-2' })
  expect(run.unsent()).toHaveLength(2)
})

test('a question ends the turn, with at most ten short answers to choose from', async () => {
  const { run, take } = aRun()
  const options = Array.from({ length: 12 }, (_, i) => `${i}`.padEnd(300, '.'))
  expect(await take({ tool: 'fo_ask_operator', params: { question: 'Which?', options } })).toMatchObject({
    isEnd: true,
  })
  const [item] = run.unsent()
  expect(item).toMatchObject({ kind: 'question', text: 'Which?' })
  expect(item?.kind === 'question' && item.options.map(({ length }) => length)).toEqual(Array(10).fill(200))
})

test('an answer to an operator names its proposal, takes it back only where it says so, and ends no turn', async () => {
  const { run, take } = aRun()
  const params = { proposal: 'p_1', answer: 'Because. token: abcdefghijk', withdraw: false }
  expect(await take({ tool: 'fo_answer_operator', params })).toMatchObject({ isEnd: false })
  await take({ tool: 'fo_answer_operator', params: { ...params, withdraw: true } }, { toolCallId: 'call-2' })
  expect(run.unsent()).toMatchObject([
    { kind: 'reply', proposalId: 'p_1', text: `Because. token: ${mask}`, isWithdrawn: false },
    { kind: 'reply', isWithdrawn: true },
  ])
})

test('a finish ends the turn with its summary', async () => {
  const { run, take } = aRun()
  expect(await take({ tool: 'fo_finish', params: { summary: 'Sent.' } })).toMatchObject({ isEnd: true })
  expect(run.unsent()).toMatchObject([{ kind: 'finish', summary: 'Sent.' }])
})

test('what the agent writes is recorded without secrets, and not without end', async () => {
  const { run, take } = aRun()
  const summary = `token: abcdefghijk ${'x'.repeat(9_000)}`
  await take({ tool: 'fo_finish', params: { summary } })
  const [item] = run.unsent()
  const text = item?.kind === 'finish' ? item.summary : ''
  expect(text.startsWith(`token: ${mask} x`)).toBe(true)
  expect(text).toHaveLength(8_000)
})

test('an agent whose words were cut is told so', async () => {
  const { run, take } = aRun()
  const text = 'x'.repeat(8_001)
  const answers = [
    await take({ tool: 'fo_post_update', params: { text } }),
    await take(
      { tool: 'fo_ask_operator', params: { question: text, options: [] } },
      { toolCallId: 'call-2' },
    ),
    await take({ tool: 'fo_finish', params: { summary: text } }, { toolCallId: 'call-3' }),
  ]
  for (const answer of answers) expect(answer.text).toMatch(/Only its first 8,000 characters were kept/)
  const options = Array(10).fill('\u0001'.repeat(200))
  const question = '\u0001'.repeat(8_001)
  await take({ tool: 'fo_ask_operator', params: { question, options } }, { toolCallId: 'call-4' })
  for (const item of run.unsent()) expect(JSON.stringify(item).length).toBeLessThan(65_536)
})

test('what is said beside the end of a turn is recorded, and ends it too; what comes later is not', async () => {
  const { run, take } = aRun()
  await take({ tool: 'fo_finish', params: { summary: 'Sent.' } })
  const update: Report = { tool: 'fo_post_update', params: { text: 'Beside it.' } }
  expect(await take(update, { toolCallId: 'call-2' })).toEqual({ text: 'Posted.', isEnd: true })
  expect(run.turnEnd.overrun.aborted).toBe(false)
  vi.spyOn(run.turnEnd, 'sinceMs').mockReturnValue(1_001)
  const late = await take(update, { toolCallId: 'call-3' })
  expect(late).toEqual({ text: 'Your turn has ended: nothing was recorded.', isEnd: true })
  expect(run.turnEnd.overrun.aborted).toBe(true)
  expect(run.unsent().map(({ kind }) => kind)).toEqual(['finish', 'update'])
})

test('a report of which nobody knows the run is one of the run that the session has open', async () => {
  const { gate, desk, shelf, open } = aGate()
  const { sessionKey } = open().input
  const report: Report = { tool: 'fo_post_update', params: { text: 'Half.' } }
  await takeReport({ gate, desk, shelf }, { sessionKey, toolCallId: 'call-1', report })
  await takeReport({ gate, desk, shelf }, { sessionKey, toolCallId: 'call-1', runId: 'run-1', report })
  expect(open().unsent()).toHaveLength(1)
  const next = open({ runId: 'run-2' })
  await takeReport({ gate, desk, shelf }, { sessionKey, toolCallId: 'call-1', report })
  expect(next.unsent()).toHaveLength(1)
  expect(next.unsent()[0]?.id).not.toBe(desk.open({ ...next.input, runId: 'run-1' }).unsent()[0]?.id)
})

test('without an open run nothing is recorded, and the agent is told so', async () => {
  const { gate, desk, shelf } = aGate()
  const call = { sessionKey: 'agent:main:main', toolCallId: 'call-1' }
  const answer = await takeReport(
    { gate, desk, shelf },
    { ...call, report: { tool: 'fo_finish', params: { summary: '' } } },
  )
  expect(answer).toEqual({ text: expect.stringMatching(/nothing was recorded/), isEnd: false })
})

test('a file of the workspace is recorded with its hash and its size', async () => {
  const { run, take } = aRun()
  const workspaceDir = tempFolder()
  writeFileSync(join(workspaceDir, 'letter.md'), 'Dear Ada')
  expect(await take(artifact('letter.md'), { workspaceDir })).toEqual({ text: 'Recorded.', isEnd: false })
  const hash = createHash('sha256').update('Dear Ada').digest('hex')
  expect(run.unsent()).toMatchObject([
    { kind: 'artifact', title: 'Letter', artifactKind: 'file', location: 'letter.md', hash, size: 8 },
  ])
})

test('a URL needs no proof', async () => {
  const { run, take } = aRun()
  expect(await take(artifact('https://example.com/x'))).toMatchObject({ text: 'Recorded.' })
  expect(run.unsent()).toMatchObject([{ location: 'https://example.com/x', hash: null, size: null }])
})

const everyReport: Report[] = [
  { tool: 'fo_post_update', params: { text: 'Half.' } },
  { tool: 'fo_ask_operator', params: { question: 'Which?', options: [] } },
  { tool: 'fo_answer_operator', params: { proposal: 'p_1', answer: 'Because.', withdraw: true } },
  artifact('letter.md'),
  { tool: 'fo_record_learning', params: { text: 'They read on Sundays.' } },
  { tool: 'fo_finish', params: { summary: 'Sent.' } },
]

const reason = 'Ada stopped it: wrong list'
test.each<[string, KillOrders]>([
  ['everything', { everything: reason, scopes: {}, agents: {} }],
  ['its project', { everything: null, scopes: { pr_test: reason }, agents: {} }],
  ['its agent', { everything: null, scopes: { ag_test: reason }, agents: {} }],
])('while %s is stopped nothing that an agent reports is recorded', async (_, orders) => {
  const { run, shelf, take, told, killSwitch } = aRun()
  const workspaceDir = tempFolder()
  writeFileSync(join(workspaceDir, 'letter.md'), 'Dear Ada')
  told.orders = orders
  await killSwitch.refresh()
  for (const report of everyReport)
    expect(await take(report, { workspaceDir })).toEqual({
      text: 'Ada stopped it: wrong list. It was NOT done. Do not repeat it.',
      isEnd: false,
    })
  const blocked = { kind: 'call_blocked', why: 'kill_switch', times: 1 }
  expect(run.unsent()).toMatchObject(everyReport.map(({ tool }) => ({ ...blocked, tool })))
  expect([run.turnEnd.sinceMs(), shelf.waiting()]).toEqual([null, []])
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await take({ tool: 'fo_finish', params: { summary: 'Sent.' } })).toMatchObject({ isEnd: true })
})

test('the file on the Mac stops what agents report, and of another agent it is heard', async () => {
  const { take, told, killSwitch } = aRun()
  const report: Report = { tool: 'fo_post_update', params: { text: 'Half.' } }
  told.orders = { everything: null, scopes: { ag_other: reason }, agents: { ines: reason } }
  await killSwitch.refresh()
  expect(await take(report)).toMatchObject({ text: 'Posted.' })
  writeFileSync(killSwitch.file, 'Out of hand')
  expect(await take(report)).toMatchObject({ text: expect.stringContaining('Out of hand') })
})

test('a run that is held, or has used all, may still say how far it came', async () => {
  const { gate, desk, shelf, open } = aGate()
  const { sessionKey } = open({ held: 'It is over its budget' }).input
  expect(gate.stopped({ sessionKey })).toEqual({ stop: 'It is over its budget' })
  const report: Report = { tool: 'fo_post_update', params: { text: 'Half.' } }
  expect(await takeReport({ gate, desk, shelf }, { sessionKey, toolCallId: 'c', report })).toMatchObject({
    text: 'Posted.',
  })
})
