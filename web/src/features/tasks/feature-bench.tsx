import { screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { type FakeServer, renderAt as renderAtNow } from '../../http/web-bench.tsx'
import { entriesOf, storyNow, taskOf } from './sample-story.ts'

export { aServer, type FakeServer } from '../../http/web-bench.tsx'

/** The server knows this task and its story from now on. */
export function knows(server: FakeServer, facts: readonly Fact[], change: Partial<Task> = {}): void {
  const task = taskOf(facts, change)
  const entries = entriesOf(facts)
  server.on('GET', new RegExp(`^/tasks/${task.id}$`), 200, (query: URLSearchParams) => {
    const at = query.get('at')
    const later = at === null ? -1 : facts.findIndex((fact) => Date.parse(fact.at) > Date.parse(at))
    return later < 0 ? task : taskOf(facts.slice(0, later), change)
  })
  server.on('GET', new RegExp(`^/tasks/${task.id}/entries$`), 200, (query: URLSearchParams) => ({
    items: entries.filter((entry) => entry.streamSeq > Number(query.get('after') ?? 0)),
  }))
}

export const renderAt = (server: FakeServer, path: string, routes: Record<string, () => ReactNode>) =>
  renderAtNow(server, path, routes, storyNow)

export const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name })
export const posts = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')
