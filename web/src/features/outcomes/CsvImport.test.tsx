// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { CsvImport } from './CsvImport.tsx'

afterEach(cleanup)

function open() {
  const server = aServer()
  const page = () => <CsvImport projectId={projectId} onClose={() => undefined} />
  renderAt(server, '/', { '/': page }, sampleNow)
  return server
}
async function choose(file: File) {
  await screen.findByText('A file')
  const input = document.querySelector('input[type=file]') as HTMLInputElement
  fireEvent.change(input, { target: { files: [file] } })
}

test('a file that is too long is refused by its name and size, before it is read or sent', async () => {
  const server = open()
  await choose(new File(['x'.repeat(2_202_010)], 'month.csv', { type: 'text/csv' }))
  expect(await screen.findByText('month.csv has 2.1 MB; 1 MB is the most. Cut it into parts.')).toBeTruthy()
  expect(screen.getByLabelText('Or its lines')).toHaveProperty('value', '')
  await choose(new File(['kind,date,amount\n'], 'day.csv', { type: 'text/csv' }))
  await waitFor(() =>
    expect(screen.getByLabelText('Or its lines')).toHaveProperty('value', 'kind,date,amount\n'),
  )
  expect(screen.queryByText(/is the most/)).toBeNull()
  expect(server.asked).toEqual([])
})

test('a line that was booked and reversed is left out unless it is chosen, and then booked again', async () => {
  const server = open()
  const row = { kind: 'revenue', amount: '9.00', currency: 'USD', note: 'Fee', externalId: null } as const
  const dated = { ...row, occurredOn: '2026-11-02' }
  server.on('POST', /preview$/, 200, {
    hash: 'a'.repeat(64),
    lines: [
      { line: 2, status: 'reversed', row: dated, times: 1 },
      { line: 3, status: 'ok', row: { ...dated, amount: '8.00' } },
    ],
  })
  server.on('POST', /import$/, 200, { booked: [2, 3], skipped: [] })
  fireEvent.change(await screen.findByLabelText('Or its lines'), { target: { value: 'a file' } })
  fireEvent.click(screen.getByRole('button', { name: 'Look at it' }))
  await screen.findByText(/^1 line can be booked, 1 line was booked and reversed\./)
  await screen.findByText('booked by an earlier import and reversed: choose it to book it again')
  const box = screen.getByRole('checkbox', { name: 'Book line 2' })
  expect(box).toHaveProperty('checked', false)
  fireEvent.click(box)
  fireEvent.click(screen.getByRole('button', { name: 'Book 2 lines' }))
  await screen.findByText('2 lines booked.')
  expect(server.asked.at(-1)?.body).toMatchObject({ lines: [3, 2], despite: [2] })
})
