import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notKeptReasons } from '#domain/artifact/artifact.ts'
import { type ArtifactApart, compareRecord } from '#domain/drift/record-diff-rules.ts'
import { openDiskStore } from '#platform/blobs/disk-store.ts'
import { noteShelf } from '#prisma/write/settings/lacked-artifacts.ts'
import { type ApiServer, executorToken, startApi } from '#test/api-server.ts'
import { artifactFact, aTaskWithArtifacts, sha256 } from '#test/artifacts.ts'
import { sightOfArtifacts } from './artifact-sights.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const texts = ['one', 'two', 'six']
const nothingElse = { undelivered: null, unplaced: null, apart: [], takeovers: [], missingTexts: [] }
const fileOf = (text: string) => join(api.artifactsFolder, 'blobs', sha256(text).slice(0, 2), sha256(text))
const look = (budget?: { blobs: number; bytes: number }) =>
  sightOfArtifacts(
    { pool: api.pool, store: openDiskStore(join(api.artifactsFolder, 'blobs')) },
    new Date().toISOString(),
    budget,
  )
const writeDown = async (artifacts: ArtifactApart[]) => {
  const { recordTaskLook } = createDriftActivities({ pool: api.pool } as SightDeps)
  const lookedAt = new Date().toISOString()
  const differing = compareRecord({ ...nothingElse, now: lookedAt, artifacts })
  const compared = { cron: 0, agents: 0, files: 0, tasks: 0, workflows: 0, unread: [] }
  await recordTaskLook({ lookedAt, compared, differing, unread: [] })
}
const age = () => api.pool.query("update stored_blob set read_at = read_at - interval '8 days'")

test('bytes that are gone or changed are seen, and shown, until they are put back', async () => {
  const facts = texts.map((text) => artifactFact(text, { title: text }))
  const { bring, list } = await aTaskWithArtifacts(api, facts)
  for (const [i, { body }] of facts.entries()) await bring(body.itemId, texts[i] ?? '')
  expect(await look()).toEqual([])
  rmSync(fileOf('one'))
  writeFileSync(fileOf('two'), 'TWO')
  const gone = { hash: sha256('one'), difference: 'missing', name: 'one of Write', where: 'Letters' }
  expect(await look()).toMatchObject([gone])
  await age()
  const apart = (await look()).map(({ name, difference }) => `${name} ${difference}`).sort()
  expect(apart).toEqual(['one of Write missing', 'two of Write changed'])
  expect((await list()).map(({ state }: { state: string }) => state)).toEqual(['missing', 'changed', 'here'])
  for (const text of texts) writeFileSync(fileOf(text), text)
  expect(await look()).toEqual([])
})

test('bytes that were only on an executor that is retired are seen as lost', async () => {
  const facts = ['kept', 'left'].map((text) => artifactFact(text, { title: text }))
  const { projectId, bring, list } = await aTaskWithArtifacts(api, facts)
  await bring(facts[0]?.body.itemId ?? '', 'kept')
  const retire = (at: string | null) => api.pool.query('update executor set retired_at = $1', [at])
  const states = async () => (await list()).map(({ state }: { state: string }) => state)
  expect(await states()).toEqual(['here', 'on_executor'])
  expect(await look()).toEqual([])
  await retire(new Date().toISOString())
  expect(await look()).toEqual([
    {
      hash: sha256('left'),
      difference: 'lost',
      name: 'left of Write',
      where: 'Letters',
      projectId,
    },
  ])
  expect(await states()).toEqual(['here', 'lost'])
  await retire(null)
})

const longAgo = { at: new Date(Date.now() - 700_000).toISOString() }
const holds = (held: string[], executorId = 'mac-mini') =>
  api.call('POST', `/api/executors/${executorId}/shelf`, { token: executorToken, body: { held } })

test('what an executor was to bring and does not hold any more is seen as lost, until it brings it', async () => {
  const facts = ['there', 'gone'].map((text) => ({ ...artifactFact(text, { title: text }), ...longAgo }))
  const { bring, list } = await aTaskWithArtifacts(api, [...facts, artifactFact('young')])
  const [there = '', gone = ''] = facts.map(({ body }) => body.itemId)
  const states = async () => (await list()).map(({ state }: { state: string }) => state)
  expect((await holds([there, gone])).status).toBe(204)
  expect(await look()).toEqual([])
  expect((await holds([], 'other')).status).toBe(403)
  await holds([there])
  const lost = { hash: sha256('gone'), difference: 'lost', name: 'gone of Write', where: 'Letters' }
  expect(await look()).toMatchObject([lost])
  expect(await look()).toMatchObject([lost])
  expect(await states()).toEqual(['on_executor', 'lost', 'on_executor'])
  expect(await bring(gone, 'gone')).toMatchObject({ state: 'here' })
  expect(await look()).toEqual([])
  expect(await states()).toEqual(['on_executor', 'here', 'on_executor'])
  await holds([there])
  expect(await look()).toEqual([])
})

test('bytes that came back with the folder of their executor are on it again', async () => {
  const fact = { ...artifactFact('put back'), ...longAgo }
  await aTaskWithArtifacts(api, [fact])
  await holds([])
  expect((await look()).map(({ hash }) => hash)).toContain(sha256('put back'))
  await holds([fact.body.itemId])
  expect((await look()).map(({ hash }) => hash)).not.toContain(sha256('put back'))
})

test('of a task that was moved the executor lacks what was recorded on it, and nothing from before', async () => {
  const [before, after] = ['before', 'after'].map((text) => ({ ...artifactFact(text), ...longAgo }))
  const { story } = await aTaskWithArtifacts(api, [before as ReturnType<typeof artifactFact>])
  const moved = { executorId: 'mac-studio', intentId: 'in_moved' }
  await story({ type: 'task_moved', ...longAgo, actor: 'system:relay', body: moved })
  await story(after as ReturnType<typeof artifactFact>)
  await api.pool.query(`insert into executor_link (executor_id) values ('mac-studio')`)
  await noteShelf(api.pool, 'mac-studio', [])
  const seen = async () => (await look()).map(({ hash }) => hash)
  expect(await seen()).toContain(sha256('after'))
  expect(await seen()).not.toContain(sha256('before'))
  await holds([])
  expect(await seen()).toContain(sha256('before'))
  await api.pool.query(`update executor_link set lacked_artifacts = '{}'`)
})

test('bytes that an executor lost, or had no room for, are seen as lost, and those that a limit refused are not', async () => {
  const facts = notKeptReasons.map((why) => artifactFact(why, { title: why }))
  const { offer, bring, story } = await aTaskWithArtifacts(api, facts)
  for (const [i, why] of notKeptReasons.entries()) await offer(facts[i]?.body.itemId ?? '', why)
  const seen = async () => (await look()).map(({ name, difference }) => `${name} ${difference}`).sort()
  const lost = ['damaged', 'disk_full', 'let_go', 'spool_full'].map((why) => `${why} of Write lost`)
  expect(await seen()).toEqual(lost)
  const again = artifactFact('damaged')
  await story(again)
  await bring(again.body.itemId, 'damaged')
  expect(await seen()).toEqual(lost.slice(1))
  for (const why of ['disk_full', 'let_go', 'spool_full']) {
    const next = artifactFact(why)
    await story(next)
    await bring(next.body.itemId, why)
  }
})

test('a loss from the store stays found beside more bytes that never came than a look tells of', async () => {
  const left = Array.from({ length: 130 }, (_, i) => artifactFact(`left ${i}`, { title: `left ${i}` }))
  // Of all these the one whose hash comes last.
  const stored = Array.from({ length: 400 }, (_, i) => `stored ${i}`)
    .sort((a, b) => sha256(a).localeCompare(sha256(b)))
    .at(-1) as string
  const kept = artifactFact(stored, { title: 'stored' })
  const { bring } = await aTaskWithArtifacts(api, [...left, kept])
  await bring(kept.body.itemId, stored)
  await api.pool.query('update executor set retired_at = now()')
  const found = async () => {
    const apart = await look()
    await writeDown(apart)
    const lost = apart.filter(({ difference }) => difference === 'lost')
    return { lost: lost.length, kept: apart.filter((one) => !lost.includes(one)).map(({ name }) => name) }
  }
  expect(await found()).toEqual({ lost: 100, kept: [] })
  // What is ignored leaves its room to others.
  await api.pool.query(
    `update finding set status = 'ignored', state = jsonb_set(state::jsonb, '{status}', '"ignored"')
      where id in (select id from finding where kind = 'artifact' and status = 'open' limit 20)`,
  )
  expect(await found()).toEqual({ lost: 120, kept: [] })
  rmSync(fileOf(stored))
  const both = { lost: 120, kept: ['stored of Write'] }
  expect(await found()).toEqual(both)
  expect(await found()).toEqual(both)
  writeFileSync(fileOf(stored), stored)
  expect(await found()).toEqual({ lost: 120, kept: [] })
  await api.pool.query('update executor set retired_at = null')
  expect(await found()).toEqual({ lost: 0, kept: [] })
})

test('a look reads no more than its budget, and at least one', async () => {
  await age()
  await look({ blobs: 100, bytes: 1 })
  const { rows } = await api.pool.query("select 1 from stored_blob where read_at > now() - interval '1 day'")
  expect(rows).toHaveLength(1)
})
