import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import type { RunItem } from '#domain/run/run.ts'
import { aRunInput, aTime } from '#test/builders.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openRunDesk } from './run-desk.ts'

const desks: RunDesk[] = []
afterEach(() => {
  for (const desk of desks.splice(0)) desk.stop()
})

const input = aRunInput()
const update = (id: string): RunItem => ({ kind: 'update', id, at: aTime, stepId: 's1', text: 'So far.' })
const quick = { firstMs: 1, gapMs: 1, calmGapMs: 1 }
const never = { firstMs: 60_000, gapMs: 60_000, calmGapMs: 60_000 }

function aDesk(dataFolder: string, pace = never) {
  const sent: [string, string][] = []
  const send = async (taskId: string, items: RunItem[]) => {
    sent.push(...items.map(({ id }): [string, string] => [taskId, id]))
  }
  const desk = openRunDesk({ dataFolder, send, pace })
  desks.push(desk)
  return { desk, sent }
}
const folderOf = (dataFolder: string) => {
  const [name = ''] = readdirSync(join(dataFolder, 'spool'))
  return join(dataFolder, 'spool', name)
}

test('the same run opened twice is one, with its items', () => {
  const { desk } = aDesk(tempFolder())
  const run = desk.open(input)
  run.report(update('u_1'))
  expect(desk.open(input)).toBe(run)
  expect(desk.find(input.sessionKey)).toBe(run)
  expect(desk.find('agent:main:other')).toBeNull()
})

test('that the gateway was asked to start a run is known after a restart, until something says that it has it', () => {
  const folder = tempFolder()
  const before = aDesk(folder).desk.open(input)
  expect(before.isUnanswered()).toBe(false)
  before.noteSent()
  before.noteSent()
  expect(before.isUnanswered()).toBe(true)
  const found = aDesk(folder).desk.find(input.sessionKey)
  expect(found?.isUnanswered()).toBe(true)
  found?.report({ kind: 'run_accepted', id: 'a_1', at: aTime, stepId: 's1' })
  expect(found?.isUnanswered()).toBe(false)
  expect(aDesk(folder).desk.find(input.sessionKey)?.isUnanswered()).toBe(false)
})

test('a session has one run: the next one takes its place', () => {
  const { desk } = aDesk(tempFolder())
  const first = desk.open(input)
  const second = desk.open({ ...input, runId: 'run-2' })
  expect(desk.find(input.sessionKey)).toBe(second)
  first.close()
  expect(desk.find(input.sessionKey)).toBe(second)
})

test('after a restart the gate knows its runs at once, and what they reported', () => {
  const folder = tempFolder()
  const before = aDesk(folder).desk.open(input)
  before.report(update('u_1'))
  before.report(update('u_2'))
  const found = aDesk(folder).desk.find(input.sessionKey)
  expect(found?.input).toEqual(input)
  expect(found?.unsent().map(({ id }) => id)).toEqual(['u_1', 'u_2'])
})

test('an item is reported once, also when it is repeated after a restart', () => {
  const folder = tempFolder()
  const { desk } = aDesk(folder)
  desk.open(input).report(update('u_1'))
  desk.open(input).report(update('u_1'))
  const run = aDesk(folder).desk.open(input)
  run.report(update('u_1'))
  expect(run.unsent()).toEqual([update('u_1')])
})

test('what is reported comes to the run’s own task', async () => {
  const { desk, sent } = aDesk(tempFolder(), quick)
  desk.open(input).report(update('u_1'))
  await expect.poll(() => sent).toEqual([['t_test', 'u_1']])
  expect(desk.open(input).unsent()).toEqual([])
})

test('another run of the workflow is told all of it, and an attempt of the same one only what is new', async () => {
  const { desk, sent } = aDesk(tempFolder(), quick)
  const run = desk.open(input, 'workflow run 1')
  run.report(update('u_1'))
  await expect.poll(() => sent).toHaveLength(1)
  expect(desk.open(input, 'workflow run 1').unsent()).toEqual([])
  expect(desk.open(input, 'workflow run 2').unsent()).toEqual([update('u_1')])
  run.report(update('u_2'))
  await expect.poll(() => sent.map(([, id]) => id)).toEqual(['u_1', 'u_1', 'u_2'])
})

test('a closed run is not there any more, nor after a restart; closing it twice is harmless', () => {
  const folder = tempFolder()
  const { desk } = aDesk(folder)
  const run = desk.open(input)
  run.close()
  run.close()
  expect(desk.find(input.sessionKey)).toBeNull()
  expect(aDesk(folder).desk.find(input.sessionKey)).toBeNull()
})

test('a run whose answer was lost is opened again with its items, and closed again', () => {
  const { desk } = aDesk(tempFolder())
  const first = desk.open(input)
  first.report(update('u_1'))
  first.close()
  const again = desk.open(input)
  expect(again).not.toBe(first)
  expect(again.unsent()).toEqual([update('u_1')])
  again.close()
  expect(desk.find(input.sessionKey)).toBeNull()
})

const by = { id: 'x', at: aTime, stepId: 's1' }
const ends: RunItem[] = [
  { ...by, kind: 'question', text: 'Which?', options: [] },
  { ...by, kind: 'finish', summary: 'Done.' },
]
test.each(ends)('a $kind ends the turn, also after a restart', (item) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const folder = tempFolder()
  const run = aDesk(folder).desk.open(input)
  run.report(update('u_1'))
  run.turnEnd.toldOfCall()
  expect([run.turnEnd.sinceMs(), run.turnEnd.overrun.aborted]).toEqual([null, false])
  run.report(item)
  vi.advanceTimersByTime(4_999)
  expect([run.turnEnd.sinceMs(), run.turnEnd.overrun.aborted]).toEqual([4_999, false])
  vi.advanceTimersByTime(1)
  expect(run.turnEnd.overrun.aborted).toBe(true)
  const found = aDesk(folder).desk.open(input)
  expect([found.turnEnd.sinceMs(), found.turnEnd.overrun.aborted]).toEqual([0, false])
  found.turnEnd.toldOfCall()
  expect(found.turnEnd.overrun.aborted).toBe(true)
})

test('a run that is closed in time has not gone on', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const run = aDesk(tempFolder()).desk.open(input)
  run.report({ kind: 'finish', id: 'f_1', at: aTime, stepId: 's1', summary: '' })
  run.close()
  vi.advanceTimersByTime(60_000)
  expect(run.turnEnd.overrun.aborted).toBe(false)
})

test('what becomes known late comes with the run that is open, or by itself, also after a restart', async () => {
  const folder = tempFolder()
  const { desk } = aDesk(folder)
  const run = desk.open(input)
  desk.tell('t_test', update('u_1'))
  expect(run.unsent()).toEqual([update('u_1')])
  run.close()
  desk.tell('t_test', update('u_2'))
  desk.tell('t_other', update('u_3'))
  expect(readdirSync(join(folder, 'late'))).toHaveLength(2)
  const { sent } = aDesk(folder, quick)
  await expect.poll(() => readdirSync(join(folder, 'late'))).toEqual([])
  expect(new Set(sent.map(String))).toEqual(new Set(['t_test,u_2', 't_other,u_3']))
})

test('only runs that ended over a week ago are forgotten', () => {
  const folder = tempFolder()
  const old = new Date(Date.now() - 8 * 86_400_000)
  const { desk } = aDesk(folder)
  const run = desk.open(input)
  utimesSync(folderOf(folder), old, old)
  expect(aDesk(folder).desk.find(input.sessionKey)).not.toBeNull()
  run.close()
  aDesk(folder)
  expect(readdirSync(join(folder, 'spool'))).toHaveLength(1)
  utimesSync(folderOf(folder), old, old)
  aDesk(folder)
  expect(readdirSync(join(folder, 'spool'))).toEqual([])
})

test('a run that a crash kept from being opened, and a stray file, hinder nothing', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'spool', 'torn'), { recursive: true })
  writeFileSync(join(folder, 'spool', 'torn', 'run.json.next'), '{"taskId"')
  writeFileSync(join(folder, 'spool', '.DS_Store'), '')
  expect(aDesk(folder).desk.open(input).input).toEqual(input)
})
