// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { aProblem, aProject, projectId, sampleNow } from '../../http/sample-data.ts'
import { renderAt } from '../../http/web-bench.tsx'
import { RunbookList } from './RunbookList.tsx'
import { RunbookPage } from './RunbookPage.tsx'
import { aRunsPage, press, row, serve } from './runbook-bench.tsx'

afterEach(cleanup)

const older = { ...row, id: 'rr_aaaaaaaaaaaaaaaa', requestedByName: 'Mara Lind' }

/** Two pages; on the first there is nothing that runs. */
function serveLong() {
  const server = serve()
  server.on('GET', /\/runbook-runs$/, 200, (query: URLSearchParams) => ({
    ...aRunsPage([query.get('before') === row.id ? older : row], { all: 52, toDecide: 1, running: 2 }),
    next: query.has('before') ? null : row.id,
  }))
  return server
}
const heading = () => screen.getByRole('heading', { name: /^Runs/ }).textContent
const rows = () => within(screen.getByRole('list', { name: 'Runs' })).getAllByRole('listitem')

test('the list counts all runs, says of all what runs now, and is read on to its end', async () => {
  const server = serveLong()
  renderAt(server, '/', { '/': () => <RunbookList project={aProject()} /> }, sampleNow)
  expect(
    await screen.findByText(
      '1 runbook can be started here. 1 run waits for a decision, 2 runs are under way.',
    ),
  ).toBeTruthy()
  await press('Older runs')
  expect(await screen.findByText('by Mara Lind')).toBeTruthy()
  expect(heading()).toBe('Runs52')
  expect(rows()).toHaveLength(2)
  expect(screen.queryByRole('button', { name: 'Older runs' })).toBeNull()
})

test('the page of a runbook counts its runs, and reads on those of it alone', async () => {
  const server = serveLong()
  const at = { '/projects/$projectId/runbooks/$name': RunbookPage }
  renderAt(server, `/projects/${projectId}/runbooks/print`, at, sampleNow)
  expect(await screen.findByText(/^It ran 52 times\./)).toBeTruthy()
  await press('Older runs')
  expect(await screen.findByText('by Mara Lind')).toBeTruthy()
  expect(heading()).toBe('Runs52')
  expect(rows()).toHaveLength(2)
  const asked = server.asked.filter(({ path }) => path.endsWith('/runbook-runs'))
  expect(asked.map(({ query }) => [query.get('runbookId'), query.get('before')])).toEqual([
    [row.runbookId, null],
    [row.runbookId, row.id],
  ])
})

test('runs that cannot be read are not none: the list says so', async () => {
  const server = serve()
  server.on('GET', /\/runbook-runs$/, 500, aProblem(500, 'It broke.'))
  renderAt(server, '/', { '/': () => <RunbookList project={aProject()} /> }, sampleNow)
  expect((await screen.findByRole('alert')).textContent).toContain('The runs cannot be read now.')
})
