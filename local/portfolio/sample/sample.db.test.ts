import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextBeats } from '#api/heartbeats/beat-times.ts'
import { homeOf } from '#api/home/summary.ts'
import { emptyHead, entryLine, headerLine, headLine, ledgerVerifier } from '#domain/ledger/verify.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { allSteps, kindOf } from '#domain/runbook/step-rules.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { standingGrants } from '#prisma/read/doors.ts'
import { gatewayDoors } from '#prisma/read/gateway-doors.ts'
import { exportEntries } from '#prisma/read/ledger-export.ts'
import { checkRebuild, type RebuildPage } from '#prisma/read/rebuild/rebuild-check.ts'
import { projectedTables } from '#prisma/read/rebuild/tables.ts'
import { freshDatabase, type ScratchDatabase } from '#test/servers.ts'
import { makeSampleFolder } from './make-folder.ts'
import { writeSample } from './write-sample.ts'

const password = 'a-password-for-two-people'
const now = new Date()
let scratch: ScratchDatabase
let database: Database
let folder: string

beforeAll(async () => {
  scratch = await freshDatabase()
  database = openDatabase(scratch.appUrl, 4)
  folder = mkdtempSync(join(tmpdir(), 'front-office-sample-'))
  const folders = { practice: join(folder, 'practice'), macMini: join(folder, 'mac-mini') }
  await writeSample(database.pool, { now, password, executorToken: 'a-token-of-the-executor', folders })
}, 240_000)
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** The sample's files are told of and nowhere: no bytes of them come. */
const absent = ['artifact_bytes']

const rowsOf = async (sql: string) => (await database.pool.query(sql)).rows

test('every projection of it is what a rebuild makes of the ledger, and there is something in each', async () => {
  const folded = new Map<string, number>()
  for (let after: string | null = ''; after !== null; ) {
    const page: RebuildPage = await checkRebuild(database.pool, { after, limit: 500 })
    expect(page.differences).toEqual([])
    for (const { table, ...counts } of page.tables)
      folded.set(table, (folded.get(table) ?? 0) + counts.folded)
    after = page.next
  }
  const filled = ['stream', ...projectedTables.map(({ name }) => name)].filter(
    (name) => !absent.includes(name),
  )
  expect([...folded.keys()].filter((name) => !absent.includes(name)).sort()).toEqual(filled.sort())
  const empty = [...folded].filter(([, rows]) => rows === 0).map(([table]) => table)
  expect(empty.filter((name) => !absent.includes(name))).toEqual([])
}, 120_000)

test('the ledger verifies, in the order of its times', async () => {
  const verifier = ledgerVerifier()
  const entries = await exportEntries(database.pool, { after: 0, limit: 100_000 })
  verifier.take(headerLine)
  for (const entry of entries) verifier.take(entryLine(entry))
  const { position, hash } = entries.at(-1) ?? emptyHead
  verifier.take(headLine({ position, hash }))
  expect(verifier.finish()).toEqual({ after: 0, head: { position, hash }, fault: null })
  expect(entries.length).toBeGreaterThan(2_000)
  // What comes of one deed bears its time; those of two that overlap may be a few seconds apart.
  const times = entries.map(({ entry }) => Date.parse(entry.at))
  const latest = times.reduce((most, time) => (time > most - 60_000 ? Math.max(most, time) : Number.NaN), 0)
  expect(latest).toBeLessThanOrEqual(now.getTime())
  expect(now.getTime() - (times[0] ?? 0)).toBeGreaterThan(28 * 86_400_000)
})

test('it holds what a month of three businesses holds', async () => {
  const tasks = await rowsOf('select status, coalesce(wait_kind, status) as kind from task')
  expect(tasks.length).toBeGreaterThan(150)
  const kinds = new Set(tasks.map(({ kind }) => kind))
  expect([...kinds].sort()).toEqual(
    ['approval', 'budget', 'cancelled', 'done', 'failed', 'operator', 'running'].sort(),
  )
  const beats = await rowsOf('select distinct outcome from beat order by 1')
  expect(beats.map(({ outcome }) => outcome)).toEqual(['missed', 'skipped', 'started'])
  const findings = await rowsOf('select status from finding order by 1')
  expect(findings.map(({ status }) => status)).toEqual(['adopted', 'adopted', 'open', 'repaired'])
  const runs = await rowsOf('select status from runbook_run order by 1')
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['done', 'failed', 'waiting']))
  const done: { state: RunbookRunState }[] = await rowsOf(
    `select state from runbook_run where status = 'done'`,
  )
  const kindsOver = done.flatMap(({ state }) =>
    allSteps(state.definition.steps)
      .filter(({ step }) => state.steps.some(({ stepId, outcome }) => stepId === step.id && outcome))
      .map(({ step }) => kindOf(step)),
  )
  expect(kindsOver).toEqual(expect.arrayContaining(['task', 'parallel', 'branch']))
  expect((await rowsOf('select 1 from shipped')).length).toBeGreaterThan(40)
})

test('its home page tells of this week and of the next, whatever day it is', async () => {
  const { week, risks } = await homeOf(database.pool, 'USD', now)
  expect(week.dueCount).toBeGreaterThan(2)
  expect(week.dueNextCount).toBeGreaterThan(1)
  expect(week.objectiveCount).toBeGreaterThan(3)
  expect(week.plannedCount).toBeGreaterThan(2)
  const late = week.toShip.filter(({ dueAt }) => dueAt !== null && dueAt < now.toISOString())
  expect(late.map(({ title }) => title)).toEqual(['Quote the Fennel reprint, 1,000 menu cards'])
  expect(risks.map(({ id }) => id.split(':')[0])).toContain('late')
  expect(await rowsOf(`select 1 from entry where type = 'deadline_passed'`)).toHaveLength(1)
})

test('what may run without asking shows a standing grant with its uses and its end, and the gateway’s own', async () => {
  const [grant, ...more] = await standingGrants(database.pool)
  expect(more).toEqual([])
  expect(grant).toMatchObject({ tool: 'send_message', count: 12, used: 3, out: 0, madeByName: 'Mara Lind' })
  expect(grant).toMatchObject({ revokedAt: null, endedAt: null, agentName: 'Letter bookkeeper' })
  expect(Date.parse(grant?.until ?? '')).toBeGreaterThan(now.getTime() + 20 * 86_400_000)
  const used = await rowsOf(`select state from proposal where state->'passedBy' is not null`)
  expect(used.map(({ state }) => [state.status, state.passedBy.standingGrantId])).toEqual(
    Array(3).fill(['performed', grant?.id]),
  )
  const gateways = await gatewayDoors(database.pool)
  expect(gateways.map(({ name, finding }) => [name, finding])).toEqual([
    ['commands', null],
    ['/opt/homebrew/bin/gtar', null],
  ])
  expect(gateways[1]?.use?.lastAt).not.toBeNull()
})

test('every planned beat is accounted for, so that the control worker finds none missed', async () => {
  const rows = await rowsOf('select agent_id as id, settings, set_at as since from heartbeat')
  expect(rows.length).toBe(6)
  for (const { id, settings, since } of rows) {
    const planned = nextBeats(settings, since, 1_000).filter(
      (time) => Date.parse(time) < now.getTime() - 3_600_000,
    )
    const beats = await rowsOf(
      `select scheduled_at as "from", coalesce(until, scheduled_at) as to from beat where agent_id = '${id}'`,
    )
    const isMet = (time: string) =>
      beats.some(({ from, to }) => from <= new Date(time) && new Date(time) <= to)
    expect(planned.filter((time) => !isMet(time))).toEqual([])
  }
})

test('nothing of it is left to deliver but the starts of what is open', async () => {
  const pending = await rowsOf(`select command, workflow_id from intent where status = 'pending'`)
  const open = await rowsOf(`select 'task/' || id as id from task where ended_at is null
    union select 'runbook/' || id from runbook_run where ended_at is null`)
  expect(pending.map(({ workflow_id }) => workflow_id).sort()).toEqual(open.map(({ id }) => id).sort())
  expect(new Set(pending.map(({ command }) => command))).toEqual(new Set(['startTask', 'startRunbook']))
})

test('no password is in the ledger', async () => {
  expect(await rowsOf(`select 1 from entry where body::text like '%${password}%'`)).toEqual([])
})

test('a folder that holds something is refused and stays as it is', async () => {
  const taken = mkdtempSync(join(tmpdir(), 'front-office-taken-'))
  writeFileSync(join(taken, 'notes.md'), 'mine')
  const making = makeSampleFolder({ dataDir: taken, password, say: () => {}, port: 0 })
  await expect(making).rejects.toThrow(`${taken} is not empty: name a new folder, or an empty one.`)
  expect(existsSync(join(taken, 'secrets.json'))).toBe(false)
  rmSync(taken, { recursive: true })
})
