// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Document } from '#api/documents/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aProblem, aProject, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { DocumentPage } from './DocumentPage.tsx'
import { EditDocumentPage } from './EditDocumentPage.tsx'
import { RunContextPage } from './RunContextPage.tsx'
import { aDocument, documentId } from './sample-documents.ts'
import { VersionsPage } from './VersionsPage.tsx'

afterEach(cleanup)

const pages = {
  '/': () => <p>elsewhere</p>,
  '/documents/$documentId': DocumentPage,
  '/documents/$documentId/edit': EditDocumentPage,
  '/documents/$documentId/versions': VersionsPage,
  '/tasks/$taskId/runs/$stepId/context': RunContextPage,
  '/projects/$projectId/knowledge': () => <p>the list</p>,
}

function open(path: string, current: Partial<Document> = {}, role: Role = 'operator') {
  const server = aServer(role)
  const state = { current: aDocument(current) }
  server.on('GET', /^\/projects\/pr_\w+$/, 200, aProject())
  server.on('GET', /^\/documents\/doc_\w+$/, 200, () => state.current)
  for (const version of [1, 2, 3, 4]) {
    const text = `# How\nText of ${version}.\n`
    const {
      id: _id,
      projectId: _p,
      createdAt: _c,
      changedAt,
      changedByName,
      removedAt: _r,
      ...rest
    } = aDocument()
    const row = { ...rest, version, sha256: String(version).repeat(64), restoredFrom: null, at: changedAt }
    server.on('GET', new RegExp(`/versions/${version}$`), 200, { ...row, byName: changedByName, text })
  }
  const bench = renderAt(server, `/documents/${documentId}${path}`, pages, sampleNow)
  return { server, state, ...bench }
}
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const sent = (server: FakeServer) => server.asked.filter(({ method }) => method !== 'GET')

test('a document is read as markdown, and what is HTML in it is text', async () => {
  open('', {
    text: '## How\n**Short.** <script>alert(1)</script>\n\n[bad](javascript:alert(1)) ![pic](http://x/y.png)',
  })
  expect(await screen.findByRole('heading', { level: 2, name: 'How' })).toBeTruthy()
  expect(screen.getByText('Short.').tagName).toBe('STRONG')
  expect(document.body.textContent).toContain('<script>alert(1)</script>')
  expect(document.querySelector('script')).toBeNull()
  expect(screen.queryByRole('link', { name: 'bad' })).toBeNull()
  expect(document.querySelector('img')).toBeNull()
})

test('an old version says that it is one, and which one stands', async () => {
  open('?version=1')
  expect(await screen.findByText('This is version 1.')).toBeTruthy()
  expect(await screen.findByText('Text of 1.')).toBeTruthy()
})

test('removing says what follows, before; a viewer is told why it is not theirs', async () => {
  const { server } = open('')
  server.on('DELETE', /^\/documents\//, 204, null)
  await press('Remove…')
  expect(screen.getByRole('group', { name: 'Remove the document' }).textContent).toContain(
    '3 versions readable',
  )
  expect(sent(server)).toEqual([])
  await press('Remove the document')
  expect(await screen.findByText('the list')).toBeTruthy()
  expect(sent(server)).toMatchObject([{ method: 'DELETE', path: `/documents/${documentId}` }])
  open('', {}, 'viewer')
  expect(await screen.findByText(/^A viewer may not remove documents/)).toBeTruthy()
})

test('a change is saved on what was read; without one there is nothing to save', async () => {
  const { server } = open('/edit')
  server.on('POST', /\/versions$/, 201, aDocument({ version: 4, text: 'New.' }))
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
  fireEvent.change(screen.getByRole('textbox', { name: 'Text' }), { target: { value: 'New.' } })
  await press('Save as version 4')
  await waitFor(() => expect(sent(server)).toHaveLength(1))
  expect(sent(server)[0]?.body).toEqual({ title: 'Voice', text: 'New.', isAlways: false, basedOn: 3 })
  expect(await screen.findByRole('heading', { level: 1, name: 'Voice' })).toBeTruthy()
  expect(await screen.findByRole('link', { name: 'Harrowgate Letter' })).toBeTruthy()
})

test('who was faster is named, both texts are kept and compared, and either can stand', async () => {
  const { server, state } = open('/edit')
  fireEvent.change(await screen.findByRole('textbox', { name: 'Text' }), { target: { value: 'Mine.\n' } })
  const problem = aProblem(409, 'Grace saved version 4 while you changed version 3.', {
    code: 'version_differs',
  })
  server.on('POST', /\/versions$/, 409, problem)
  state.current = aDocument({ version: 4, text: 'Theirs.\n', changedByName: 'Grace' })
  await press('Save as version 4')
  expect(await screen.findByText(/Grace saved version 4 while you changed version 3.*Both stay/)).toBeTruthy()
  expect(screen.getByRole('textbox', { name: 'Text' })).toHaveProperty('value', 'Mine.\n')
  expect(screen.getByRole('figure', { name: 'What they changed' }).textContent).toContain('added: Theirs.')
  fireEvent.click(screen.getByRole('radio', { name: 'Theirs and yours' }))
  expect(screen.getByRole('figure', { name: 'From theirs to yours' }).textContent).toMatch(
    /removed: Theirs\..*added: Mine\./,
  )
  server.on('POST', /\/versions$/, 201, aDocument({ version: 5, text: 'Mine.\n' }))
  await press('Save yours as version 5')
  await waitFor(() => expect(sent(server)[1]?.body).toMatchObject({ text: 'Mine.\n', basedOn: 4 }))
})

test('going on from theirs drops what was written, after it was shown', async () => {
  const { state, refresh } = open('/edit')
  fireEvent.change(await screen.findByRole('textbox', { name: 'Text' }), { target: { value: 'Mine.' } })
  state.current = aDocument({ version: 4, text: 'Theirs.', changedByName: 'Grace' })
  void refresh()
  await press('Go on from theirs, drop yours')
  expect(screen.getByRole('textbox', { name: 'Text' })).toHaveProperty('value', 'Theirs.')
  expect(screen.getByText('Nothing is changed yet.')).toBeTruthy()
  expect(screen.queryByRole('region', { name: 'A newer version' })).toBeNull()
})

test('what is not saved is asked for before the page is left', async () => {
  const { router } = open('/edit')
  fireEvent.change(await screen.findByRole('textbox', { name: 'Text' }), { target: { value: 'Mine.' } })
  void router.navigate({ to: '/' as never })
  expect(await screen.findByText('What you wrote is not saved')).toBeTruthy()
  await press('Stay and go on writing')
  expect(screen.getByRole('textbox', { name: 'Text', hidden: true })).toHaveProperty('value', 'Mine.')
  void router.navigate({ to: '/' as never })
  await press('Leave without saving')
  expect(await screen.findByText('elsewhere')).toBeTruthy()
})

test('the history shows what a version changed, what changed since, and brings it back as a new one', async () => {
  const { server } = open('/versions?version=2')
  server.on('GET', /\/versions$/, 200, { items: [] })
  server.on('POST', /\/versions\/2\/restore$/, 201, aDocument({ version: 4 }))
  expect(await screen.findByRole('figure', { name: 'Version 2' })).toBeTruthy()
  expect(screen.getByRole('figure').textContent).toMatch(/removed: Text of 1\..*added: Text of 2\./)
  fireEvent.click(screen.getByRole('radio', { name: 'What changed since' }))
  expect(screen.getByRole('figure').textContent).toMatch(/removed: Text of 2\..*added: Short\./)
  await press('Bring it back as version 4')
  await waitFor(() => expect(sent(server)[0]).toMatchObject({ body: { basedOn: 3 } }))
})

test('a run from before there were documents shows what it was given', async () => {
  const server = aServer('viewer')
  const pack = { stepId: 's1', hash: 'c'.repeat(64), preparedAt: '2026-11-24T10:00:00.000Z' }
  const texts = {
    system: 'Rules.',
    task: 'The task.',
    message: 'Write it.',
    messageTokens: 4,
    manifest: null,
  }
  server.on('GET', /\/context$/, 200, { ...pack, ...texts })
  renderAt(server, '/tasks/t_1/runs/s1/context', pages, sampleNow)
  expect(await screen.findByText(/was not recorded at that time/)).toBeTruthy()
  expect(await screen.findByText('Write it.')).toBeTruthy()
})
