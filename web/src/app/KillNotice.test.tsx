// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ShownSwitch } from '#api/kill-switches/contract.ts'
import { sampleNow } from '../http/sample-data.ts'
import { aServer, renderAt } from '../http/web-bench.tsx'
import { KillNotice } from './KillNotice.tsx'

afterEach(cleanup)

const letter: ShownSwitch = {
  ...{ scopeId: 'pr_1', scope: 'project', name: 'Letter', projectId: 'pr_1' },
  ...{ reason: 'wrong list', byName: 'Mara Lind', setAt: '2026-11-24T11:00:00.000Z' },
}
const all: ShownSwitch = { ...letter, scopeId: 'everything', scope: 'everything', name: '', projectId: null }
const mac = (stopFile: string | null) => ({ name: 'Mac mini', stopFile })
const shown = (switches: ShownSwitch[], stopFile: string | null = null) =>
  renderAt(
    aServer(),
    '/',
    {
      '/': () => (
        <>
          <p>The page</p>
          <KillNotice switches={switches} executors={[mac(stopFile)]} />
        </>
      ),
    },
    sampleNow,
  )

test('the widest that is on stands over the page, with who, why, how many more, and where it is lifted', async () => {
  shown([all, letter])
  expect((await screen.findByRole('alert')).textContent).toContain(
    'Everything is stopped. Mara Lind: wrong list (and 1 more)',
  )
  expect(screen.getByRole('link', { name: 'Kill switch' }).getAttribute('href')).toBe('/stop')
})

test('a Mac that is stopped by its own file is said too', async () => {
  shown([], 'The file /data/STOP stops everything on this Mac: out of hand')
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /^Mac mini is stopped by a file there.*out of hand/,
  )
})

test('where nothing is stopped nothing is said', async () => {
  shown([])
  await screen.findByText('The page')
  expect(screen.queryByRole('alert')).toBeNull()
})
