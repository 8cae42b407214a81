import { screen, within } from '@testing-library/react'
import type { Home } from '#api/home/contract.ts'
import type { InboxItem, UnlistedItems } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aHome, anInbox, aProject, sampleNow } from '../../http/sample-data.ts'
import { aServer, type FakeServer, renderAt } from '../../http/web-bench.tsx'
import { HomePage, type HomeParts } from './HomePage.tsx'

interface Known {
  projects?: Project[]
  inbox?: InboxItem[]
  unlisted?: UnlistedItems[]
  endsFirst?: string | null
  open?: TaskRow[]
  role?: Role
  home?: Partial<Home>
}
const parts: HomeParts = {
  needLine: (item, isFirst) => <li>{`${item.title}${isFirst ? ', first' : ''}`}</li>,
  taskLine: (row) => <li>{row.title}</li>,
  sample: <p>The sample notice</p>,
}

/** The home page over a server that knows this and nothing else. */
export function open({
  projects = [aProject()],
  inbox = [],
  unlisted = [],
  endsFirst = null,
  open = [],
  role = 'owner',
  home = {},
}: Known = {}) {
  const server = aServer(role)
  server.on('GET', /^\/projects$/, 200, { items: projects })
  server.on('GET', /^\/inbox$/, 200, anInbox({ items: inbox, unlisted, endsFirst }))
  server.on('GET', /^\/home$/, 200, aHome(home))
  server.on('GET', /^\/tasks$/, 200, { items: open, next: null })
  return { server, ...show(server) }
}
export const show = (server: FakeServer) =>
  renderAt(server, '/', { '/': () => <HomePage parts={parts} /> }, sampleNow)
export const linesOf = async (label: string) =>
  within(await screen.findByRole('list', { name: label }))
    .getAllByRole('listitem')
    .map((line) => line.textContent)
export const counts = (change: Partial<Project['counts']>) => ({
  open: 0,
  needsYou: 0,
  failed: 0,
  newFailures: 0,
  done: 0,
  ...change,
})
