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
