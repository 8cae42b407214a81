import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf } from '#domain/document/document-rules.ts'
import { applyDocumentEntry, type DocumentState } from '#domain/document/document-state.ts'
import { sectionsOf } from '#domain/document/section-rules.ts'
import { documentStreamId, newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { versionOf, versionsOf } from '../../read/documents.ts'
import { changeDocument, createDocument, removeDocument } from './documents.ts'
import { removeProject } from './projects.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const by = (role: 'owner' | 'operator' = 'owner') => ({
  at: new Date().toISOString(),
  actor: `operator:${setting.operators[role]}`,
})
const contentOf = (title: string, text: string, isAlways = false) => ({
  ...{ title, sha256: sha256Hex(text), size: bytesOf(text), isAlways },
})

async function write(title: string, text: string, isAlways = false) {
  const documentId = newId('document')
  const body = { projectId: setting.projectId, ...contentOf(title, text, isAlways) }
  await createDocument(setting.pool, { documentId, text, fact: { ...by(), type: 'document_created', body } })
  return documentId
}

interface Change {
  title?: string
  isAlways?: boolean
  restoredFrom?: number
  role?: 'owner' | 'operator'
}
const change = (documentId: string, version: number, text: string, more: Change = {}) => {
  const { title = 'Voice', isAlways = false, restoredFrom = null, role = 'owner' } = more
  const body = { version, ...contentOf(title, text, isAlways), restoredFrom }
  const fact = { ...by(role), type: 'document_changed', body } as const
  return changeDocument(setting.pool, { documentId, text, fact })
}
const remove = (documentId: string, title: string) =>
  removeDocument(setting.pool, documentId, { ...by(), type: 'document_removed', body: { title } })

/** The rows of a document as its stream and the texts by their hashes make them. */
async function expectRebuilt(documentId: string) {
  const facts = await storedFacts(setting.pool, documentStreamId(documentId))
  const states: DocumentState[] = []
  for (const { runId: _, ...fact } of facts)
    states.push(applyDocumentEntry(states.at(-1) ?? null, fact as Fact))
  const last = states.at(-1) as DocumentState
  const { rows } = await setting.pool.query(
    `select project_id as "projectId", title, version, sha256, size, is_always as "isAlways",
            created_at as "createdAt", changed_at as "changedAt", changed_by as "changedBy", removed_at as "removedAt"
       from document where id = $1`,
    [documentId],
  )
  expect(JSON.parse(JSON.stringify(rows[0]))).toEqual(last)
  const versions = await versionsOf(setting.pool, documentId)
  const made = states.filter((state) => state.removedAt === null).reverse()
  expect(versions).toMatchObject(
    made.map(({ version, title, sha256, size, isAlways, changedAt }) => ({
      ...{ version, title, sha256, size, isAlways, at: changedAt },
    })),
  )
  const text = (await versionOf(setting.pool, documentId, last.version))?.text ?? ''
  expect(sha256Hex(text)).toBe(last.sha256)
  const sections = await setting.pool.query(
    'select ordinal, heading, text from document_section where document_id = $1 order by ordinal',
    [documentId],
  )
  expect(sections.rows).toEqual(last.removedAt ? [] : sectionsOf(text))
}

test('a document is its versions: each readable, the rows what a rebuild makes of the stream', async () => {
  const id = await write('Voice', '# How\nShort.')
  await expectRebuilt(id)
  await change(id, 2, '# How\nVery short.', { title: 'Tone', isAlways: true, role: 'operator' })
  await change(id, 3, '# How\nShort.', { title: 'Voice', restoredFrom: 1 })
  await expectRebuilt(id)
  const texts = await Promise.all([1, 2, 3].map((version) => versionOf(setting.pool, id, version)))
  expect(texts.map((version) => version?.text)).toEqual([
    '# How\nShort.',
    '# How\nVery short.',
    '# How\nShort.',
  ])
  expect(texts[1]).toMatchObject({
    title: 'Tone',
    byName: 'The operator',
    restoredFrom: null,
    isAlways: true,
  })
  expect(texts[2]).toMatchObject({ byName: 'The owner', restoredFrom: 1 })
  await remove(id, 'Voice')
  await expectRebuilt(id)
  expect((await versionOf(setting.pool, id, 2))?.text).toBe('# How\nVery short.')
})

test('two who change one version at once: one is recorded, the other is told who was faster', async () => {
  const id = await write('Prices', 'Ten.')
  const tries = [
    change(id, 2, 'Eleven.', { title: 'Prices' }),
    change(id, 2, 'Twelve.', { title: 'Prices', role: 'operator' }),
  ]
  const outcomes = await Promise.allSettled(tries)
  const lost = outcomes.find((outcome) => outcome.status === 'rejected')
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(lost?.reason).toMatchObject({
    code: 'version_differs',
    message: expect.stringMatching(/^The (owner|operator) saved version 2 while you changed version 1\./),
  })
  expect(await versionsOf(setting.pool, id)).toHaveLength(2)
  await expectRebuilt(id)
})

test('a title is its own in the project, however it is written, and free again after a removal', async () => {
  const id = await write('House style', 'Short.')
  const taken = { code: 'name_taken', message: expect.stringContaining('“HOUSE  style”') }
  await expect(write('HOUSE  style', 'Long.')).rejects.toMatchObject(taken)
  const other = await write('Other', 'Text.')
  await expect(change(other, 2, 'Text.', { title: 'HOUSE  style' })).rejects.toMatchObject(taken)
  await expectRebuilt(other)
  await remove(id, 'House style')
  await expectRebuilt(await write('house style', 'Short again.'))
})

test('a removed document takes no change, a second removal or none at all is refused', async () => {
  const id = await write('Gone', 'Text.')
  await remove(id, 'Gone')
  const tries = [change(id, 2, 'More.'), remove(id, 'Gone'), remove('doc_none', 'None')]
  for (const outcome of await Promise.allSettled(tries))
    expect(outcome).toMatchObject({ reason: { code: 'not_found' } })
  await expectRebuilt(id)
})

describe('a text', () => {
  test('that is not what its hash says is not kept, and neither is the entry', async () => {
    const documentId = newId('document')
    const body = { projectId: setting.projectId, ...contentOf('Forged', 'one text') }
    const fact = { ...by(), type: 'document_created', body } as const
    const forged = createDocument(setting.pool, { documentId, fact, text: 'another' })
    await expect(forged).rejects.toMatchObject({ constraint: 'document_text_is_its_hash' })
    expect(await storedFacts(setting.pool, documentStreamId(documentId))).toEqual([])
  })

  test('that two versions share is kept once', async () => {
    const text = `Shared by two: ${newId('document')}`
    await write('One', text)
    await write('Two', text)
    const { rows } = await setting.pool.query('select 1 from document_text where text = $1', [text])
    expect(rows).toHaveLength(1)
  })
})

test('a removed project takes no document', async () => {
  const id = await write('Last', 'Text.')
  const fact = { ...by(), type: 'project_removed', body: { reason: '' } } as const
  await removeProject(setting.pool, setting.projectId, fact)
  await expect(write('More', 'Text.')).rejects.toMatchObject({ code: 'project_removed' })
  await expect(change(id, 2, 'More.')).rejects.toMatchObject({ code: 'project_removed' })
})
