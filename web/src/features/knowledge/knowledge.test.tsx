// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Document } from '#api/documents/contract.ts'
import type { ContextManifest } from '#domain/context-pack/context-pack.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anAgent, aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { KnowledgePlace } from './KnowledgePlace.tsx'
import { NewDocumentForm } from './NewDocumentForm.tsx'
import { aDocument, aRowOf, documentId } from './sample-documents.ts'

afterEach(cleanup)

const manifest: ContextManifest = {
  budget: 10_000,
  tokens: { system: 900, task: 300, mustHaves: 500 },
  documents: [
    { documentId, title: 'Voice', version: 3, ordinals: [0, 1], heading: '', why: 'always', tokens: 400 },
    { documentId, title: 'Refunds', version: 1, ordinals: [4], heading: 'Large', why: 'found', tokens: 300 },
  ],
  leftOut: [
    { documentId, title: 'Prices', version: 1, ordinals: [2], heading: 'Old', why: 'found', tokens: 9_000 },
  ],
  query: '"refund"',
}

function open(documents: Document[], role: Role = 'operator', project = aProject()) {
  const server = aServer(role)
  server.on('GET', /\/documents$/, 200, { items: documents.map(aRowOf) })
  server.on('GET', /^\/agents$/, 200, { items: [anAgent()] })
  renderAt(server, '/', { '/': () => <KnowledgePlace project={project} /> }, sampleNow)
  return server
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label, { exact: false }), { target: { value } })
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))

test('each document says who is given it, its version, by whom, when and how large it is', async () => {
  open([aDocument(), aDocument({ id: 'doc_1123456789abcdef', title: 'Rules', isAlways: true, size: 320 })])
  await screen.findByText(/can be given 2 documents. 1 is given to every run, the others where they fit/)
  const [voice, rules] = within(screen.getByRole('list', { name: 'Documents' })).getAllByRole('listitem')
  for (const words of ['Voice', 'where it fits', 'version 3', 'Mara Lind, 2 h ago', '12 kB'])
    expect(voice?.textContent).toContain(words)
  expect(rules?.textContent).toMatch(/given to every run.*320 bytes/)
})

test('without documents the page says what to write first; a viewer and a removed project are told why not', async () => {
  open([])
  expect(await screen.findByText(/Write down what an agent has to know/)).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Try it' })).toBeNull()
  open([], 'viewer')
  expect(await screen.findByText(/^A viewer may not write documents/)).toBeTruthy()
  open([], 'owner', aProject({ removedAt: '2026-11-24T10:00:00.000Z' }))
  expect(await screen.findByText(/is removed, so it takes no documents/)).toBeTruthy()
})

test('a search shows where the words stand, marked, with markup as text; nothing found says what to try', async () => {
  const server = open([aDocument()])
  const excerpt = [
    { text: '<b>Ask</b> before a ', isHit: false },
    { text: 'refund', isHit: true },
  ]
  const hit = { documentId, title: 'Refunds', version: 2, heading: 'Large', ordinal: 1, excerpt }
  server.on('GET', /\/documents\/search$/, 200, { items: [hit] })
  await screen.findByRole('list', { name: 'Documents' })
  type('Search the documents', ' refund ')
  const found = await screen.findByRole('list', { name: 'Sections found' })
  expect(found.textContent).toContain('Refunds › Large')
  expect(found.textContent).toContain('<b>Ask</b> before a refund')
  expect(found.querySelector('mark')?.textContent).toBe('refund')
  expect(server.asked.at(-1)?.query.get('q')).toBe('refund')
  server.on('GET', /\/documents\/search$/, 200, { items: [] })
  type('Search the documents', 'zebra')
  expect(await screen.findByText('No document holds “zebra”.')).toBeTruthy()
})

test('what an agent would be given is tried in words: how full, from where, what was left out', async () => {
  const server = open([aDocument()])
  const system =
    'Rules.\n\n<document title="Voice" version="3">\n# How\n<img src=x onerror=alert(1)>\n</document>'
  server.on('GET', /\/context$/, 200, { system, task: 'The task.', manifest })
  await screen.findByRole('heading', { name: 'Try it' })
  type('A task in your words', 'Refund a reader')
  await press('Show what it would know')
  await screen.findByRole('img', { name: '1,200 tokens of a budget of 10,000' })
  expect(screen.getByText('1,200 of 10,000 tokens')).toBeTruthy()
  const parts = screen.getByRole('list', { name: 'Documents in it' })
  expect(parts.textContent).toMatch(/Voice.*always given.*version 3.*2 sections.*400 tokens/)
  expect(within(parts).getByRole('link', { name: 'Refunds' }).getAttribute('href')).toBe(
    `/documents/${documentId}?version=1`,
  )
  expect(screen.getByRole('list', { name: 'Left out' }).textContent).toMatch(/Prices.*9,000 tokens/)
  expect(await screen.findByText(/onerror=alert/)).toBeTruthy()
  expect(document.querySelector('img')).toBeNull()
  fireEvent.click(screen.getByRole('radio', { name: 'Word for word' }))
  expect(screen.getByText(/<document title="Voice" version="3">/)).toBeTruthy()
  expect(server.asked.at(-1)?.query.get('words')).toBe('Refund a reader')
})

const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')

test('a file that is dropped on the list opens the form with it; who may not write is told', async () => {
  const server = aServer()
  server.on('GET', /\/documents$/, 200, { items: [] })
  const routes = {
    '/': () => <KnowledgePlace project={aProject()} />,
    '/projects/$p/new-document': () => <NewDocumentForm projectId={projectId} onCreated={() => {}} />,
  }
  renderAt(server, '/', routes, sampleNow)
  const files = [new File(['# Voice\nShort and friendly.'], 'voice.md')]
  fireEvent.drop(await screen.findByText('There is no document yet.'), { dataTransfer: { files } })
  await waitFor(() => expect(screen.getByLabelText(/^Title/)).toHaveProperty('value', 'Voice'))
  expect(screen.getByRole('textbox', { name: 'Text' })).toHaveProperty(
    'value',
    '# Voice\nShort and friendly.',
  )
  cleanup()
  const viewer = aServer('viewer')
  viewer.on('GET', /\/documents$/, 200, { items: [] })
  renderAt(viewer, '/', routes, sampleNow)
  fireEvent.drop(await screen.findByText('There is no document yet.'), { dataTransfer: { files } })
  expect((await screen.findByRole('alert')).textContent).toMatch(/^A viewer may not write documents/)
})

test('a new document is imported, checked where it is wrong, and saved once', async () => {
  const server = aServer('operator')
  const made: string[] = []
  const form = () => <NewDocumentForm projectId={projectId} onCreated={(id) => made.push(id)} />
  renderAt(server, '/', { '/': form }, sampleNow)
  await press('Save the document')
  expect(await screen.findByText('Give it a title')).toBeTruthy()
  expect(screen.getByText('Write something first')).toBeTruthy()
  const chooser = document.querySelector('input[type=file]') as HTMLInputElement
  const choose = (file: File) => fireEvent.change(chooser, { target: { files: [file] } })
  choose(new File(['x'.repeat(2_000_000)], 'big.md'))
  expect(await screen.findByText(/big\.md has 2,000 kB; a document may have 200 kB at most/)).toBeTruthy()
  choose(new File(['# Voice\nShort.'], 'v.md'))
  await waitFor(() => expect(screen.getByLabelText(/^Title/)).toHaveProperty('value', 'Voice'))
  server.on('POST', /\/documents$/, 409, aProblem(409, 'The project has “Voice”.', { code: 'name_taken' }))
  await press('Save the document')
  expect(await screen.findByText('The project has “Voice”.')).toBeTruthy()
  expect(screen.getByLabelText(/^Title/).getAttribute('aria-invalid')).toBe('true')
  server.on('POST', /\/documents$/, 201, aDocument())
  await press('Save the document')
  await waitFor(() => expect(made).toEqual([documentId]))
  expect(posts(server)[1]?.body).toEqual({ title: 'Voice', text: '# Voice\nShort.', isAlways: false })
  expect(posts(server)[1]?.key).toBe(posts(server)[0]?.key)
})
