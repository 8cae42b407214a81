// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { mostTriagedAtOnce } from '#domain/inbox/triage-rules.ts'
import { anInbox, anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { useWholeInbox } from '../../http/shared-queries.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { useSelection } from './selection.ts'
import type { OpenMenu } from './TriageTools.tsx'
import { UndoLine } from './UndoLine.tsx'
import { useUndoable } from './undoable.ts'

afterEach(cleanup)

const count = mostTriagedAtOnce + 1
const jobs = (length: number) =>
  Array.from({ length }, (_, n) =>
    anInboxItem({ id: `failed:t_${n}`, kind: 'failed', subjectId: null, title: `Job ${n}` }),
  )
const many = jobs(count)
const ids = many.map(({ id }) => id)
const first = ids.slice(0, mostTriagedAtOnce)
const rest = ids.slice(mostTriagedAtOnce)

/** The page without its list, which is slow to draw at this length. */
function Bench() {
  const all = useWholeInbox().data?.items ?? []
  const selection = useSelection(all)
  const triage = useUndoable()
  const [menu, setMenu] = useState<OpenMenu>(null)
  return (
    <>
      <SelectionBar
        {...{ shown: all, selected: selection.selected, menu, onMenu: setMenu, onTriage: triage.run }}
        onSelect={selection.select}
        onDone={selection.end}
      />
      <p>Off: {all.filter(({ snoozedUntil }) => snoozedUntil).length}</p>
      <UndoLine words={triage.words} problem={triage.problem} onUndo={triage.undo} />
    </>
  )
}

async function openAndSelectAll(items = many) {
  const server = aServer()
  server.on('GET', /^\/inbox$/, 200, anInbox({ items }))
  server.on('GET', /^\/operators$/, 200, { items: [], former: [], invites: [] })
  server.on('POST', /^\/inbox\/(snooze|wake)$/, 200, () => {
    const sent = server.asked.at(-1)?.body as { items: string[] }
    return { done: sent.items, refused: [] }
  })
  renderAt(server, '/', { '/': Bench }, sampleNow)
  const bar = within(await screen.findByRole('region', { name: 'Selection' }))
  fireEvent.click(bar.getByRole('button', { name: 'Select…' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: `All ${items.length} shown` }))
  await bar.findByText(`${items.length} items selected`)
  const snooze = async () => {
    fireEvent.click(bar.getByRole('button', { name: /^Snooze/ }))
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Tomorrow/ }))
  }
  const sentTo = (path: string) =>
    server.asked.filter((one) => one.path === path).map(({ body }) => (body as { items: string[] }).items)
  return { server, snooze, sentTo }
}

test('more items than one request takes are put off, and taken up again, in two', async () => {
  const { snooze, sentTo } = await openAndSelectAll()
  await snooze()
  await waitFor(() => expect(sentTo('/inbox/snooze')).toEqual([first, rest]))
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sentTo('/inbox/wake')).toEqual([first, rest]))
})

test('where the second part fails the first can be undone, and of the second nothing is known', async () => {
  const { server, snooze, sentTo } = await openAndSelectAll()
  server.on('POST', /^\/inbox\/snooze$/, 200, () => {
    server.on('POST', /^\/inbox\/snooze$/, 503, { title: 'The database is away.', status: 503 })
    // The list can't be read anew either: it shows what is known.
    server.on('GET', /^\/inbox$/, 503, { title: 'The database is away.', status: 503 })
    return { done: first, refused: [] }
  })
  await snooze()
  expect(
    await screen.findByText(
      `Of ${count} items: 200 done; for 1 it is not known, look at the list. The database is away.`,
    ),
  ).toBeTruthy()
  expect(screen.getByText(new RegExp(`^Put ${first.length} items off until`))).toBeTruthy()
  expect(screen.getByText(`Off: ${first.length}`)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sentTo('/inbox/wake')).toEqual([first]))
})

const unanswered = () => {
  throw new TypeError('no network')
}
const unansweredWords =
  'Front Office does not answer. No answer came that says it is recorded, and it is not sent again by itself.'

test('what is done, refused, not known and not sent adds up to all of them', async () => {
  const { server, snooze, sentTo } = await openAndSelectAll(jobs(2 * mostTriagedAtOnce + 1))
  const message = 'It ends before that.'
  server.on('POST', /^\/inbox\/snooze$/, 200, () => {
    server.on('POST', /^\/inbox\/snooze$/, 200, unanswered)
    return { done: first.slice(2), refused: first.slice(0, 2).map((id) => ({ id, code: 'x', message })) }
  })
  await snooze()
  const counts = 'Of 401 items: 198 done, 2 refused, 1 not sent; for 200 it is not known, look at the list.'
  expect(await screen.findByText(`${message} ${counts} ${unansweredWords}`)).toBeTruthy()
  expect(screen.getByText(/^Put 198 items off until/)).toBeTruthy()
  expect(sentTo('/inbox/snooze')).toHaveLength(2)
})

test('where the first part fails nothing counts as done, and the list shows what was', async () => {
  const { server, snooze } = await openAndSelectAll()
  server.on('POST', /^\/inbox\/snooze$/, 503, () => {
    const until = '2026-12-01T09:00:00.000Z'
    const items = many.map((item, n) => (n < 7 ? { ...item, snoozedUntil: until } : item))
    server.on('GET', /^\/inbox$/, 200, anInbox({ items }))
    return { title: 'The database is away.', status: 503 }
  })
  await snooze()
  const counts = `Of ${count} items: 1 not sent; for 200 it is not known, look at the list.`
  expect(await screen.findByText(`${counts} The database is away.`)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  expect(await screen.findByText('Off: 7')).toBeTruthy()
})

test('a part that the server says no to is refused, and not unknown', async () => {
  const { server, snooze } = await openAndSelectAll()
  server.on('POST', /^\/inbox\/snooze$/, 200, () => {
    server.on('POST', /^\/inbox\/snooze$/, 403, { title: 'You are a viewer.', status: 403 })
    return { done: first, refused: [] }
  })
  await snooze()
  expect(await screen.findByText(`Of ${count} items: 200 done, 1 refused. You are a viewer.`)).toBeTruthy()
})
