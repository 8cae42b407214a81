import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '#platform/logger.ts'
import { openDatabase } from '#prisma/client.ts'
import { freshDatabase } from '#test/servers.ts'
import type { Route } from '../http/contract.ts'
import { contracts, createApi } from '../server.ts'

/** Beside those of the contracts, each under the router that it is on: who may use them is tested where they are. */
const others = [
  'get /healthz',
  'get /openapi.json',
  'get /{*page}',
  'get /stream',
  'get /tasks/:taskId/live',
  'all /sign-in/email',
  'all /sign-out',
  'all /get-session',
  'all /change-password',
  'all /revoke-other-sessions',
]

const root = join(import.meta.dirname, '../..')

let scratch: Awaited<ReturnType<typeof freshDatabase>>
let database: ReturnType<typeof openDatabase>
beforeAll(async () => {
  scratch = await freshDatabase()
  database = openDatabase(scratch.appUrl)
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

interface Layer {
  route?: { path: string | string[]; stack: { method?: string }[] }
  handle: { stack?: Layer[] }
}

/** Routes of a router and those within it, as Express keeps them. */
const routesOn = (stack: Layer[]): string[] =>
  stack.flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? routesOn(handle.stack) : []
    const methods = new Set(route.stack.map(({ method }) => method ?? 'all'))
    return [route.path].flat().flatMap((path) => [...methods].map((method) => `${method} ${path}`))
  })

const all = Object.values(contracts).flatMap((contract) => Object.values(contract) as Route[])

test('nothing is mounted that no contract describes, so every route has its row in the role table', () => {
  const config = {
    ...{ publicUrl: 'http://127.0.0.1:4000', webDist: null, authSecret: 'x'.repeat(40), currency: 'USD' },
    ...{
      temporalUiUrl: null,
      temporalNamespace: 'default',
      checkHosts: [],
      artifacts: { folder: join(tmpdir(), 'no-artifacts') },
    },
  }
  const { signal } = new AbortController()
  const app = createApi({ config, database, logger: createLogger('api'), signal })
  const described = all.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  // The rest of the methods of a described path are refused with a 405.
  const refusing = described.map((route) => route.replace(/^\w+/, 'all'))
  const mounted = routesOn((app.router as unknown as { stack: Layer[] }).stack)
  expect(mounted.filter((route) => !refusing.includes(route)).sort()).toEqual(
    [...described, ...others].sort(),
  )
})

test('no contract of a resource is left out', async () => {
  const folders = readdirSync(join(root, 'api')).map((resource) => join(root, 'api', resource, 'contract.ts'))
  const modules = await Promise.all(
    folders.filter((file) => existsSync(file)).map((file): Promise<object> => import(file)),
  )
  const written = modules.flatMap((one) => Object.entries(one).filter(([name]) => name.endsWith('Contract')))
  const known: unknown[] = Object.values(contracts)
  expect(written.flatMap(([name, contract]) => (known.includes(contract) ? [] : [name]))).toEqual([])
  expect(written.length).toBe(known.length)
})
