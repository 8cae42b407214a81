import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  type AnyRouter,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { cleanup, configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import type { Me } from '#api/session/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { NowContext } from '../ui/now.ts'

// A busy machine draws slowly.
configure({ asyncUtilTimeout: 15_000 })

// What Mantine's growing text areas listen to, and happy-dom lacks.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })

/** A stream that never says anything; happy-dom has none. */
class SilentStream extends EventTarget {
  static readonly CLOSED = 2
  readyState = 0
  close() {}
}
globalThis.EventSource ??= SilentStream as unknown as typeof EventSource

/** A server at the network's edge; the last thing that fits the request answers. */
export interface FakeServer {
  me: Me
  asked: { method: string; path: string; query: URLSearchParams; body: unknown; key: string | null }[]
  on: (method: string, path: RegExp, status: number, json: unknown | (() => unknown)) => void
}

export function aServer(role: Role = 'owner'): FakeServer {
  const routes: { method: string; path: RegExp; status: number; json: unknown }[] = []
  const asked: FakeServer['asked'] = []
  globalThis.fetch = async (input, init) => {
    const request = new Request(
      new URL(String(input instanceof Request ? input.url : input), 'http://fo.test'),
      init,
    )
    const { pathname, searchParams } = new URL(request.url)
    const path = pathname.replace(/^\/api/, '')
    const text = request.method === 'GET' ? '' : await request.text()
    const body = text === '' ? undefined : JSON.parse(text)
    asked.push({
      method: request.method,
      path,
      query: searchParams,
      body,
      key: request.headers.get('idempotency-key'),
    })
    const route = routes.findLast((one) => one.method === request.method && one.path.test(path))
    if (!route) throw new TypeError(`nobody answers ${request.method} ${path}`)
    const json = typeof route.json === 'function' ? await route.json(searchParams) : route.json
    const type = route.status >= 400 ? 'application/problem+json' : 'application/json'
    return new Response(JSON.stringify(json), { status: route.status, headers: { 'content-type': type } })
  }
  const me: Me = { id: 'op_mara', name: 'Mara Lind', email: 'mara@example.com', role, can: [] }
  return {
    me,
    asked,
    on: (method, path, status, json) => routes.push({ method, path, status, json }),
  }
}

export function renderAt(
  server: FakeServer,
  path: string,
  routes: Record<string, () => ReactNode>,
  now: Date,
) {
  const root = createRootRoute()
  const router = createRouter({
    routeTree: root.addChildren(
      Object.entries(routes).map(([at, component]) =>
        createRoute({ getParentRoute: () => root, path: at, component }),
      ),
    ),
    history: createMemoryHistory({ initialEntries: [path] }),
  })
  return { router, ...renderRouter(server, router, now) }
}

/** What the app puts round every page; `refresh` stands in for the stream. */
export function renderRouter(server: FakeServer, router: AnyRouter, now: Date) {
  cleanup()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryData(['me'], server.me)
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <NowContext value={now}>
          <RouterProvider router={router} />
        </NowContext>
      </MantineProvider>
    </QueryClientProvider>,
  )
  return {
    readMe: () => client.invalidateQueries({ queryKey: ['me'] }),
    refresh: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
  }
}
