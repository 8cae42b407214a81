import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
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
  await vi.waitFor(() => expect(sent).toEqual([['t_test', 'u_1']]))
  expect(desk.open(input).unsent()).toEqual([])
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
