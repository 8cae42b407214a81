// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { anInbox, anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { useWholeInbox } from '../../http/shared-queries.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { UndoLine } from './UndoLine.tsx'
import { useUndoable } from './undoable.ts'

afterEach(cleanup)

const before = ['2026-12-01T09:00:00.000Z', '2026-12-02T09:00:00.000Z', null]
const items = before.map((snoozedUntil, n) => anInboxItem({ id: `failed:t_${n}`, snoozedUntil }))

function Bench() {
  const all = useWholeInbox().data?.items
  const { run, ...triage } = useUndoable()
  const snooze = () => all && run({ kind: 'snooze', until: '2026-12-03T09:00:00.000Z', items: all })
  return (
    <>
      {all && (
        <button type="button" onClick={snooze}>
          Snooze
        </button>
      )}
      <UndoLine words={triage.words} problem={triage.problem} onUndo={triage.undo} />
    </>
  )
}

/** All put off, and its undo asked for: two groups are put off to other times, and one is taken up. */
async function undone(answers: (() => unknown)[]) {
  const server = aServer()
  server.on('GET', /^\/inbox$/, 200, anInbox({ items }))
  server.on('POST', /^\/inbox\/snooze$/, 200, { done: items.map(({ id }) => id), refused: [] })
  renderAt(server, '/', { '/': Bench }, sampleNow)
  const sent = () => server.asked.filter(({ method }) => method === 'POST')
  fireEvent.click(await screen.findByRole('button', { name: 'Snooze' }))
  await waitFor(() => expect(sent()).toHaveLength(1))
  server.on('POST', /^\/inbox\/(snooze|wake)$/, 200, () => answers[sent().length - 2]?.())
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent()).toHaveLength(4))
}

const refusing = (message: string, nth: number) => () => ({
  done: [],
  refused: [{ id: items[nth]?.id, code: 'triage_refused', message }],
})
const done = () => ({ done: [], refused: [] })

test('what each part of an undo is refused for is read, the same once', async () => {
  await undone([refusing('It is over.', 0), refusing('It ended.', 1), refusing('It is over.', 2)])
  expect(await screen.findByText('It is over. It ended.')).toBeTruthy()
})

test('what one part is refused for is still read after the next is done', async () => {
  await undone([refusing('It is over.', 0), done, done])
  expect(await screen.findByText('It is over.')).toBeTruthy()
})

test('what one part is refused for is read beside the failure of the next', async () => {
  const failing = () => {
    throw new TypeError('no network')
  }
  await undone([refusing('It is over.', 0), failing, done])
  expect(await screen.findByText(/^It is over\. Front Office does not answer\./)).toBeTruthy()
})
