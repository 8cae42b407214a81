import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorsContract } from '#api/executors/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { anchorsOf } from '#domain/ledger/anchor.ts'
import { exportedLines, type RawEntry, readerOf } from '../chaos/reader.ts'
import { intentOf, markOf, type TaskKind } from '../chaos/scripts.ts'
import { sentIn, toolCallsOf } from '../chaos/tool-log.ts'
import { readFeed } from '../feed-reader.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { copyDatabase, restoreDatabase } from '../restore/copies.ts'

// Postgres is put back to a copy of a while ago and Temporal stays as it is: what only histories know is put back.
let office: TestProduct
let where: { projectId: string; agentId: string }
let folder = ''
const outbox = () => join(folder, 'outbox.jsonl')
const anchors = () => join(office.folder, 'anchors.ndjson')
const read = () => readerOf(office.product.url, office.cookie)

beforeAll(async () => {
  process.env.ANCHOR_EVERY_SECONDS = '1'
  folder = mkdtempSync(join(tmpdir(), 'front-office-restored-'))
  office = await startTestProduct({ outbox: { file: outbox(), slowMs: 0 } })
  const isReady = async () => (await office.ask(executorsContract.listExecutors)).items[0]?.state === 'ready'
  for (const deadline = Date.now() + 60_000; !(await isReady()); await sleep(200))
    if (Date.now() > deadline) throw new Error('the executor is not ready')
  where = await office.aProject({ retryDelayMs: 300 })
}, 180_000)
afterAll(async () => {
  delete process.env.ANCHOR_EVERY_SECONDS
  await office?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function ledger(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { url, email, password } = office.account
  const command = ['--import', 'tsx', 'cli/ledger.ts', ...args, '--url', url]
  const env = { ...process.env, FRONT_OFFICE_EMAIL: email, FRONT_OFFICE_PASSWORD: password }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

const numbers = new Map<string, number>()
/** One task of the chaos run's scripts; its effects bear marks that the tool's log can be searched for. */
async function asks(kind: TaskKind): Promise<string> {
  const number = numbers.size + 1
  const taskId = await office.aTask(where, intentOf({ number, kind, ...unhurried }))
  numbers.set(taskId, number)
  return taskId
}
const unhurried = { atMs: 0, thinkMs: 0, isDoubled: false, second: 'approved' } as const
const decides = async (taskId: string, verdict: 'approved' | 'rejected' = 'approved') =>
  office.decide(await office.untilAsked(taskId), verdict)
const ends = (taskId: string) => office.until(taskId, ({ endedAt }) => endedAt !== null)
async function answers(taskId: string) {
  const { state } = await office.until(taskId, (one) => one.state.questions.length > 0)
  const questionId = state.questions[0]?.questionId ?? ''
  await office.ask(tasksContract.answerQuestion, { params: { taskId, questionId }, body: { answer: 'red' } })
}

async function aRunbook() {
  const step = (id: string) =>
    `  - id: ${id}\n    task:\n      agent: Ines\n      title: The ${id}\n      intent: |\n        update: on it\n        finish: ${id}\n`
  const yaml = `name: Two steps\nsteps:\n${step('draft')}${step('print')}`
  await office.ask(runbooksContract.createRunbook, { params: where, body: { yaml } })
}
const runs = () =>
  office.ask(runbookRunsContract.startRunbook, {
    params: { projectId: where.projectId, name: 'two-steps' },
    body: { inputs: {} },
  })
const untilRunIsDone = async (runId: string) => {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const run = await office.ask(runbookRunsContract.getRunbookRun, { params: { runId } })
    if (run.state.status === 'done') return
    if (Date.now() > deadline) throw new Error(`the run is not done: ${JSON.stringify(run.state)}`)
  }
}

/** Nothing more is recorded, every entry has its place, and the last one is noted outside. Answers where that is. */
async function atRest(): Promise<number> {
  const noted = () => anchorsOf(readFileSync(anchors(), 'utf8')).at(-1)?.position
  for (let before = -1; ; await sleep(1_200)) {
    const { position, unplaced } = await office.ask(ledgerContract.getHead)
    if (unplaced === 0 && position === before && noted() === position) return position
    before = position
  }
}
const ofWork = ({ streamId }: RawEntry) => /^(task|runbook)\//.test(streamId)
const keyOf = ({ streamId, streamSeq }: RawEntry) => `${streamId} ${streamSeq}`
const workEntries = async () =>
  new Map(
    (await exportedLines(read()))
      .map(({ entry }) => [keyOf(entry), entry] as const)
      .filter(([, one]) => ofWork(one)),
  )
const answersAgain = async () => {
  for (const deadline = Date.now() + 30_000; ; await sleep(100)) {
    const head = await office.ask(ledgerContract.getHead).catch(() => null)
    if (head) return head
    if (Date.now() > deadline) throw new Error('the api does not answer')
  }
}

const from = (first: number, end: number) => Array.from({ length: end - first + 1 }, (_, i) => first + i)
type Feed = Awaited<ReturnType<typeof readFeed>>
let feed: Feed
/** The last entry of the copy, and of what was lost. */
let kept = 0
let lost = 0
let lostEntries: Awaited<ReturnType<typeof workEntries>>
let sent: string[] = []
const tasks: Record<'waits' | 'decided' | 'asked' | 'over' | 'slow' | 'late', string> = {
  ...{ waits: '', decided: '', asked: '', over: '', slow: '', late: '' },
}

test('tasks in several states are copied, and much happens that the copy does not have', async () => {
  await aRunbook()
  tasks.waits = await asks('approved')
  tasks.decided = await asks('approved')
  tasks.asked = await asks('question')
  tasks.over = await asks('plain')
  await ends(tasks.over)
  for (const taskId of [tasks.waits, tasks.decided]) await office.untilAsked(taskId)
  await office.until(tasks.asked, ({ state }) => state.questions.length > 0)
  kept = await atRest()
  tasks.slow = await asks('slow')
  await office.until(tasks.slow, ({ status }) => status === 'running')
  await copyDatabase(office.product)
  await answersAgain()
  feed = await readFeed({ url: office.product.url, cookie: office.cookie }, kept)

  const fresh = [await asks('plain'), await asks('rejected'), await asks('resumed')]
  tasks.late = await asks('approved')
  const { runId } = await runs()
  await decides(tasks.decided)
  await answers(tasks.asked)
  await decides(fresh[1] ?? '', 'rejected')
  await decides(fresh[2] ?? '')
  const params = { taskId: tasks.over }
  await office.ask(tasksContract.messageTask, { params, body: { text: 'Once more.' } })
  await office.untilAsked(tasks.late)
  for (const taskId of [tasks.decided, tasks.asked, tasks.slow, ...fresh]) await ends(taskId)
  await office.until(tasks.over, ({ state }) => state.runs.length === 2 && state.endedAt !== null)
  await untilRunIsDone(runId)
  lost = await atRest()
  lostEntries = await workEntries()
  sent = sentIn(outbox())
  expect(sent).toHaveLength(2)
}, 240_000)

test('restored, verify misses the tail, the command says what it would put back, and puts it back', async () => {
  await restoreDatabase(office.product)
  await answersAgain()
  // Where tasks went on before it looked, what they recorded since stands in the place of what was noted.
  const { err } = await ledger('verify', '--anchors', anchors())
  expect(err).toMatch(/the tail is cut|is not the one that was noted/)
  const looked = await ledger('backfill')
  expect(looked.err).toBe('')
  expect(looked.out).toMatch(/entry \d+: effect_performed of /)
  expect(looked.out).toMatch(/anchors.ndjson: The ledger .* was noted/)
  expect(looked.out).toMatch(/Nothing was changed. --yes puts it back.\n$/)
  const put = await ledger('backfill', '--yes')
  expect(put).toMatchObject({ code: 0, err: '' })
  expect(put.out).toMatch(/The file had noted \d+:/)

  const now = await workEntries()
  for (const [key, entry] of lostEntries)
    if (entry.runId !== 'reconciler') expect(now.get(key), key).toEqual(entry)
  expect((await ledger('rebuild', '--check')).out).toMatch(/^0 differences/m)
}, 240_000)

test('everything ends as it should, and nothing was done twice', async () => {
  await decides(tasks.waits)
  await decides(tasks.late)
  for (const taskId of numbers.keys()) expect((await ends(taskId)).status, taskId).toBe('done')
  expect(sentIn(outbox()).slice(0, sent.length)).toEqual(sent)
  const all = sentIn(outbox()).toSorted()
  expect(all).toHaveLength(4)
  expect(new Set(all).size).toBe(4)
  for (const taskId of [tasks.waits, tasks.decided, tasks.late])
    expect(all).toContain(markOf({ number: numbers.get(taskId) ?? 0 }, 1))
  const calls = toolCallsOf(outbox()).map(({ mark }) => mark)
  expect(calls.toSorted()).toEqual(all)
}, 240_000)

test('the chain verifies through what was noted, what is gone is said, and the feed leaves nothing out', async () => {
  await atRest()
  expect((await ledger('rebuild', '--check')).out).toMatch(/^0 differences/m)
  const verified = await ledger('verify', '--anchors', anchors())
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(verified.out).toMatch(/gone: the ledger was restored/)
  // A look on time may have recorded something since.
  const behind = async () => (await office.ask(ledgerContract.getHead)).position - Number(feed.given.at(-1))
  await expect.poll(behind).toBe(0)
  await feed.leave()
  const { given } = feed
  const cut = given.findIndex((one) => typeof one !== 'number')
  const { through = 0 } = given[cut] as { through?: number }
  expect(through).toBeGreaterThanOrEqual(kept)
  expect(cut).toBeGreaterThanOrEqual(lost - kept)
  expect(given.slice(0, cut)).toEqual(from(kept + 1, kept + cut))
  expect(given.slice(cut + 1)).toEqual(from(through + 1, through + given.length - cut - 1))
  expect((await ledger('backfill')).out).toMatch(
    /^No history shows anything that the record does not have.$/m,
  )
}, 240_000)
