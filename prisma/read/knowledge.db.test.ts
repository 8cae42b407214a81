import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyWordOf } from '#domain/context-pack/query-rules.ts'
import { bytesOf } from '#domain/document/document-rules.ts'
import { newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { aTime } from '#test/builders.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { createDocument, removeDocument } from '../write/settings/documents.ts'
import { knowledgeFor, searchDocuments } from './knowledge.ts'

let setting: Setting
const ids: Record<string, string> = {}
const by = { at: aTime, actor: 'operator:op_1' }

async function write(title: string, text: string, isAlways = false) {
  const documentId = newId('document')
  const content = { title, sha256: sha256Hex(text), size: bytesOf(text), isAlways }
  const body = { projectId: setting.projectId, ...content }
  await createDocument(setting.pool, { documentId, text, fact: { ...by, type: 'document_created', body } })
  ids[title] = documentId
}

beforeAll(async () => {
  setting = await openSetting()
  await write('Refunds', '# Small ones\nPaid at once.\n# Large ones\nAsk an operator before refunding.')
  await write('Voice', '# Tone\nFriendly.\n# A mention\nNever promise refunds in a letter.', true)
  await write('Bakeries', '# Berlin\nBread <script>alert(1)</script> and "rolls".')
  await write('Old', 'Refunds were forbidden.')
  const removal = { ...by, type: 'document_removed', body: { title: 'Old' } } as const
  await removeDocument(setting.pool, ids.Old ?? '', removal)
})
afterAll(() => setting.close())

const search = (typed: string, projectId = setting.projectId) =>
  searchDocuments(setting.pool, projectId, typed, 10)
const places = async (typed: string) =>
  (await search(typed)).map(({ title, heading }) => `${title}/${heading}`)

test('what says it in the title comes before what only mentions it; a removed document is not found', async () => {
  expect(await places('refund')).toEqual(['Refunds/Large ones', 'Refunds/Small ones', 'Voice/A mention'])
})

test('words are found in every form, phrases and exclusions as a web search reads them', async () => {
  expect(await places('refunding')).toContain('Voice/A mention')
  expect(await places('"ask an operator"')).toEqual(['Refunds/Large ones'])
  expect((await places('refunds -voice')).sort()).toEqual(['Refunds/Large ones', 'Refunds/Small ones'])
  expect(await places('berlin or friendly')).toHaveLength(2)
})

test.each(['', 'the', '&|!:*()', '"', "'; drop table entry; --", '\ue000'])(
  '%j finds nothing',
  async (typed) => {
    expect(await search(typed)).toEqual([])
  },
)

test('an excerpt is words around what was found, which is marked, without tags', async () => {
  const [hit] = await search('bread')
  expect(hit?.excerpt.map(({ text }) => text).join('')).toMatch(/^Berlin\nBread +alert\(1\) +and "rolls/)
  expect(hit?.excerpt.filter(({ isHit }) => isHit)).toEqual([{ text: 'Bread', isHit: true }])
})

test('another project’s documents are not found', async () => {
  expect(await search('refund', 'pr_other')).toEqual([])
})

test('a run is given what is always included, and of the others what any of its words find', async () => {
  const query = anyWordOf(['Answer a reader who wants a refund', 'about bread in Berlin'])
  const { always, found } = await knowledgeFor(setting.pool, setting.projectId, query)
  expect(always).toEqual([
    {
      ...{ documentId: ids.Voice, title: 'Voice', version: 1 },
      sections: [
        { ordinal: 0, heading: 'Tone', text: '# Tone\nFriendly.' },
        { ordinal: 1, heading: 'A mention', text: '# A mention\nNever promise refunds in a letter.' },
      ],
    },
  ])
  expect(found.map(({ title, ordinal }) => `${title}/${ordinal}`).sort()).toEqual([
    'Bakeries/0',
    'Refunds/0',
    'Refunds/1',
  ])
  expect((await knowledgeFor(setting.pool, setting.projectId, '')).found).toEqual([])
})
