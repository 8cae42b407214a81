// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { anInbox, anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { InboxPage } from './InboxPage.tsx'

afterEach(cleanup)

const ask = anInboxItem({ id: 'question:a/1', kind: 'question', title: 'Fennel reprint' })
const failed = anInboxItem({ id: 'failed:t_1', kind: 'failed', title: 'Lesson 10' })

function Answer() {
  const [text, setText] = useState('')
  return (
    <>
      <UnsavedGuard isDirty={text !== ''} />
      <input aria-label="Your answer" value={text} onChange={(event) => setText(event.currentTarget.value)} />
    </>
  )
}

async function open() {
  const server = aServer()
  server.on('GET', /^\/inbox$/, 200, anInbox({ items: [ask, failed] }))
  server.on('GET', /^\/operators$/, 200, { items: [], former: [], invites: [] })
  server.on('POST', /^\/inbox\/looking$/, 204, undefined)
  const page = () => <InboxPage card={() => <Answer />} />
  const routes = { '/inbox': page, '/inbox/$itemId': page, '/next': () => 'Another page' }
  const { router } = renderAt(server, '/inbox/question%3Aa%2F1', routes, sampleNow)
  await shows('Fennel reprint')
  fireEvent.change(field(), { target: { value: 'November' } })
  return router
}
const field = () => screen.getByLabelText<HTMLInputElement>('Your answer')
const shows = (title: string) => screen.findByRole('heading', { name: title })
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const line = (name: RegExp) =>
  within(screen.getByRole('list', { name: 'What needs a person' })).getByRole('link', { name })

test('the list, a filter and the line of what is open leave what is written, and do not ask', async () => {
  const router = await open()
  const at = (address: string) => expect.poll(() => router.state.location.href).toBe(address)
  fireEvent.click(line(/^Fennel reprint/))
  fireEvent.click(screen.getByRole('link', { name: 'Inbox' }))
  await at('/inbox')
  fireEvent.click(screen.getByRole('radio', { name: /^Mine/ }))
  await at('/inbox?view=mine')
  fireEvent.click(screen.getByRole('radio', { name: /^All/ }))
  await at('/inbox')
  fireEvent.click(line(/^Fennel reprint/))
  await at('/inbox/question:a%2F1')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(field().value).toBe('November')
})

test('another item is asked for, and what is left without saving is gone', async () => {
  const router = await open()
  fireEvent.click(line(/^Lesson 10/))
  await press('Stay and go on writing')
  expect(field().value).toBe('November')
  fireEvent.click(line(/^Lesson 10/))
  await press('Leave without saving')
  await shows('Lesson 10')
  expect(field().value).toBe('')
  fireEvent.click(line(/^Fennel reprint/))
  await shows('Fennel reprint')
  expect(field().value).toBe('')
  void router.navigate({ to: '/next' as never })
  expect(await screen.findByText('Another page')).toBeTruthy()
})
