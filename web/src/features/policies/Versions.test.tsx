// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { open } from './policy-bench.tsx'

afterEach(cleanup)

const aVersion = (version: number) => ({
  ...{ version, at: '2026-11-24T10:00:00.000Z', byName: 'Mara Lind', note: '', changes: [] },
})
const rows = () => within(screen.getByRole('list', { name: 'Versions' })).getAllByRole('listitem')
const heading = async () => (await screen.findByRole('heading', { name: /^Versions/ })).textContent
const older = () => screen.queryByRole('button', { name: 'Older versions' })

/** Of four versions the page has two; each that is read on comes with one more. */
function openFour(at?: string) {
  const server = open({ version: 4, versions: [aVersion(4), aVersion(3)] }, 'owner', at)
  server.on('GET', /^\/policies\/[^/]+\/versions$/, 200, (query: URLSearchParams) => {
    const version = Number(query.get('before')) - 1
    return { items: [aVersion(version)], next: version > 1 ? version : null }
  })
  return server
}

test('all versions are counted, and read on to the first', async () => {
  const server = openFour()
  expect(await heading()).toBe('Versions4')
  expect(rows()).toHaveLength(2)
  expect(server.asked.filter(({ path }) => path.endsWith('/versions'))).toEqual([])
  for (const version of [2, 1]) {
    fireEvent.click(older() as HTMLElement)
    expect(await screen.findByText(`Version ${version}`)).toBeTruthy()
  }
  expect(rows()).toHaveLength(4)
  expect(older()).toBeNull()
})

test('where all of them stand on the page, there is nothing to read on', async () => {
  open({ version: 2, versions: [aVersion(2), aVersion(1)] })
  expect(await heading()).toBe('Versions2')
  expect(older()).toBeNull()
})

test('the version that an address names is read on to, and no further', async () => {
  openFour('/#version-2')
  expect((await screen.findByText('Version 2')).getAttribute('data-named')).toBe('true')
  expect(rows()).toHaveLength(3)
  cleanup()
  openFour('/#version-1')
  expect(await screen.findByText('Version 1')).toBeTruthy()
  expect(rows()).toHaveLength(4)
  cleanup()
  const server = openFour('/#version-0')
  expect(await heading()).toBe('Versions4')
  expect(server.asked.filter(({ path }) => path.endsWith('/versions'))).toEqual([])
})
