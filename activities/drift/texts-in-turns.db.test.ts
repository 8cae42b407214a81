import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesOf } from '#domain/document/document-rules.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { compareRecord, withFolded } from '#domain/drift/record-diff-rules.ts'
import { newId, ownScope } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { missingTexts } from '#prisma/read/record-sight.ts'
import { append } from '#prisma/write/ledger.ts'
import { createDocument } from '#prisma/write/settings/documents.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact, minutesOn, queued } from '#test/stories.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
let owner: pg.Client
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
})
afterAll(async () => {
  await setting?.close()
})

const all = { after: '', next: null }
const nothing = { after: '', next: '' }
const putPack = (hash: string) =>
  owner.query(`insert into context_pack (hash, system, task, message) values ($1, '', '', '')`, [hash])

const ended = aFact(
  'run_ended',
  {
    ...{ stepId: 's1', outcome: 'failed', text: '', error: 'no key', isRetryable: false },
    ...{ startedAt: minutesOn(1), usage: null, gateway: null, adoptedRunIds: [] },
  },
  2,
)

/** A task with one run that was given this pack, and that has ended with its task. */
async function anEndedTask(contextHash: string): Promise<string> {
  const taskId = await setting.newTask()
  const run = queued('s1', 1)
  const facts = [
    { ...run, body: { ...run.body, contextHash } },
    ended,
    aFact('task_failed', { error: 'x' }, 3),
  ]
  const batch = { streamId: `task/${taskId}`, after: 1, firstSeq: 1, facts }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  return taskId
}

test('the pack of a run that has ended is missed in its turn, once its text is gone, and found when it is back', async () => {
  const [kept, gone] = ['a'.repeat(64), 'b'.repeat(64)]
  const taskIds = [await anEndedTask(kept), await anEndedTask(gone)]
  for (const hash of [kept, gone]) await putPack(hash)
  expect(await missingTexts(setting.pool, all, 10)).toEqual([])
  await owner.query('delete from context_pack where hash = $1', [gone])
  const missed = { hash: gone, name: 'what Write was given', projectId: setting.projectId, where: 'Letter' }
  expect(await missingTexts(setting.pool, all, 10)).toEqual([missed])
  expect(await missingTexts(setting.pool, nothing, 10)).toEqual([])
  const streamId = `task/${taskIds[1]}`
  expect(await missingTexts(setting.pool, { after: streamId, next: null }, 10)).toEqual([])
  expect(await missingTexts(setting.pool, { after: '', next: streamId }, 10)).toEqual([missed])
  await putPack(gone)
  expect(await missingTexts(setting.pool, all, 10)).toEqual([])
})

test('the text of a version of a document is missed once it is gone', async () => {
  const text = 'Be brief.'
  const content = { title: 'Voice', sha256: sha256Hex(text), size: bytesOf(text), isAlways: false }
  const by = { at: new Date().toISOString(), actor: `operator:${setting.operators.owner}` }
  const body = { projectId: setting.projectId, ...content }
  const fact = { ...by, type: 'document_created', body } as const
  await createDocument(setting.pool, { documentId: newId('document'), text, fact })
  expect(await missingTexts(setting.pool, nothing, 10)).toEqual([])
  await owner.query('alter table document_text disable trigger facts_stay')
  await owner.query('delete from document_text where sha256 = $1', [content.sha256])
  await owner.query('alter table document_text enable trigger facts_stay')
  expect(await missingTexts(setting.pool, nothing, 10)).toMatchObject([
    { hash: content.sha256, name: 'Voice, version 1', where: 'Letter' },
  ])
  await owner.query('insert into document_text (sha256, text) values ($1, $2)', [content.sha256, text])
})

test('what was found missing stays found while it is another task’s turn, and goes once the text is back', async () => {
  const hash = 'c'.repeat(64)
  await anEndedTask(hash)
  const { lookAtRecord, recordTaskLook } = createDriftActivities({ pool: setting.pool } as SightDeps)
  const look = async () => {
    const [lookedAt, sight] = [new Date().toISOString(), await lookAtRecord()]
    const none = { cron: 0, agents: 0, files: 0, tasks: 0, workflows: 0, unread: [] }
    const [compared, differing] = [withFolded(none, sight), compareRecord(sight)]
    await recordTaskLook({ lookedAt, compared, differing, unread: sight.unread ?? [] })
  }
  const status = async () =>
    (await findFinding(setting.pool, findingIdOf(ownScope, 'blob', hash)))?.state.status
  await look()
  expect(await status()).toBe('open')
  // The next look begins behind all streams: it is nobody's turn.
  await owner.query(
    `update look set compared = jsonb_set(compared::jsonb, '{folded,after}', '"zzz"') where scope = $1`,
    [ownScope],
  )
  await look()
  expect(await status()).toBe('open')
  await putPack(hash)
  await look()
  expect(await status()).toBe('gone')
})
