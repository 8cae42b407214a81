import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { heartbeatScheduleId, ownScope, reconcileId, taskWorkflowId } from '#domain/ids.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { checkRebuild } from '../../cli/ledger-rebuild.ts'
import { reseatAllOpen } from '../../cli/ledger-reseat.ts'
import { openSession } from '../../cli/session.ts'
import { brokenChain } from '../chaos/oracle/chain.ts'
import { exportedLines, readerOf } from '../chaos/reader.ts'
import { fork } from '../fork.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { aFact } from '../stories.ts'
import { atTemporal, wrongEffects, wrongStarts } from './evidence.ts'
import { killPart, loseTemporal, standStill } from './lose-temporal.ts'
import { letGo, openPlaces } from './places.ts'
import { LostRuns } from './runs.ts'
import { LostStory, type Setting, toolAt } from './story.ts'

// One story: each test goes on where the one before ended.
const slowMs = 4_000
const patienceMs = 120_000

let office: TestProduct
let database: Database
let setting: Setting
let story: LostStory
let runs: LostRuns
let folder = ''
const waiting: ServerResponse[] = []
let hasPage = false
const page = createServer((_, res) => {
  if (hasPage) res.end('ready')
  else waiting.push(res)
})
const say = (line: string) => console.log(line)

beforeAll(async () => {
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  process.env.FRONT_OFFICE_CHECK_HOSTS = '127.0.0.1'
  folder = mkdtempSync(join(tmpdir(), 'front-office-lost-'))
  const outbox = join(folder, 'outbox.jsonl')
  office = await startTestProduct({ outbox: { file: outbox, slowMs } })
  database = openDatabase(office.product.appUrl, 2)
  const places = await openPlaces(office)
  const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`
  setting = { office, places, outbox, page: url }
  story = new LostStory(setting)
  runs = new LostRuns(office, places.plain)
}, patienceMs)
afterAll(async () => {
  delete process.env.FRONT_OFFICE_CHECK_HOSTS
  page.closeAllConnections()
  page.close()
  await database?.close()
  await office?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test(
  'forty tasks and three runs of runbooks are open, in each of these states',
  async () => {
    const { ask } = office
    const { agentId } = setting.places.plain
    const beat = { rhythm: { everySeconds: 3_600 }, timeZone: 'UTC', instruction: 'Look at the mail.' }
    await ask(heartbeatsContract.setHeartbeat, { params: { agentId }, body: beat })
    await story.play('early')
    await story.play('cut')
    killPart(office, 'practice-gateway')
    const other = aFact('task_failed', { error: 'The gateway was not there.' })
    for (const streamId of story.forkedIds()) await fork(database, streamId, 'run_ended', other)
    await Promise.all([story.play('asked'), runs.start()])
    await story.play('first')
    await story.play('long')
    await story.play('queued')
    await story.play('last')
    expect(story.tasks.length).toBeGreaterThanOrEqual(40)
  },
  patienceMs,
)

test(
  'and each goes on where its record ends, once, after Temporal has lost everything',
  async () => {
    const goOn = await standStill(office, 'mac-mini')
    await story.play('stopped')
    await loseTemporal(office)
    const away = story.play('away')
    goOn()
    await away
    const session = await openSession(office.account)
    // Two operators at once, and the reconciler beside them.
    const reseats = await Promise.all([reseatAllOpen(session, say), reseatAllOpen(session, say)])
    expect(reseats).toEqual([{ left: 0 }, { left: 0 }])
    const workflowIds = [...story.workflowIds(), ...runs.workflowIds()]
    // What is frozen does nothing before an operator has settled it.
    const forkedIds = story.forkedIds()
    const starts = new Map(workflowIds.map((id) => [id, forkedIds.includes(id) ? 0 : 1]))
    expect((await wrongStarts(office, starts)).join('; ')).toBe('')
    hasPage = true
    for (const res of waiting) res.end('ready')
    await letGo(office, setting.places)
    await Promise.all([story.play('after'), runs.answer()])
    await Promise.all([story.end(patienceMs), runs.end()])
  },
  2 * patienceMs,
)

test('nothing is asked again, and nothing is done twice: the tool itself says so', async () => {
  const read = readerOf(office.product.url, office.cookie)
  const lines = await exportedLines(read)
  // As one text, which a report of a failure prints whole.
  expect(wrongEffects(story.tasks, toolAt(setting.outbox), lines).join('; ')).toBe('')
  expect(brokenChain(lines, await read('/ledger/head'))).toEqual([])
  const rebuild: string[] = []
  await checkRebuild(await openSession(office.account), { say: (line) => rebuild.push(line) })
  expect(rebuild.at(-1)).toMatch(/^0 differences/)
})

test('schedules of heartbeats and looks are there again', async () => {
  const { agentId } = setting.places.plain
  const known = await atTemporal(office, async ({ schedule }) => {
    const ids: string[] = []
    for await (const { scheduleId } of schedule.list()) ids.push(scheduleId)
    return ids.sort()
  })
  expect(known).toEqual([heartbeatScheduleId(agentId), reconcileId(ownScope), reconcileId('mac-mini')].sort())
})

/** `npm run ledger -- reseat --all-open`, where nobody sits at a terminal. */
function reseat(...args: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const { url, email, password } = office.account
  const command = ['--import', 'tsx', 'cli/ledger.ts', 'reseat', '--all-open', '--url', url, ...args]
  const env = { ...process.env, FRONT_OFFICE_EMAIL: email, FRONT_OFFICE_PASSWORD: password }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out: out.trimEnd().split('\n'), err })
    })
  })
}

test('what was ended in Temporal is only told of, until an operator says yes', async () => {
  const left = story.tasks.find(({ of }) => of.ends === 'waiting')
  const workflowId = taskWorkflowId(left?.taskId ?? '')
  const statusNow = () =>
    atTemporal(office, async ({ workflow }) => (await workflow.getHandle(workflowId).describe()).status.name)
  await atTemporal(office, ({ workflow }) => workflow.getHandle(workflowId).terminate('by hand'))
  const told = [
    '1 open task, 0 open runs of runbooks, 0 running workflows',
    '     1  task open, waiting: its workflow was terminated',
  ]
  const says = [...told, 'Nothing was started. --yes starts them.']
  expect(await reseat()).toEqual({ code: 0, out: says, err: '' })
  expect(await statusNow()).toBe('TERMINATED')
  const { code, out } = await reseat('--yes')
  expect([code, ...out.slice(0, 3)]).toEqual([0, ...told, `${told[0]} at this look; 1 stand still after it`])
  expect(out.at(-1)).toBe(
    '1 open task, 0 open runs of runbooks, 1 running workflow at this look; 0 stand still after it',
  )
  expect(await statusNow()).toBe('RUNNING')
  expect((await reseat('--yes')).out.at(1)).toBe('Everything that is open has its workflow.')
})
