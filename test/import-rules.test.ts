import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../local/install.mjs'
import { checkImports, type Violation } from './import-check.mjs'

/** One offence for each rule: the file that commits it, and what it imports. */
const planted: Record<string, { from: string; to: string }> = {
  'domain-is-pure': { from: 'domain/task/task.ts', to: '#prisma/client.ts' },
  'domain-rules-are-schema-free': { from: 'domain/task/task-rules.ts', to: 'zod' },
  'workflows-see-types-of-activities': { from: 'workflows/one.ts', to: '#activities/ledger/contract.ts' },
  'workflows-see-only-contracts': { from: 'workflows/two.ts', to: '#activities/ledger/ledger-activities.ts' },
  'activities-do-not-know-their-callers': { from: 'activities/one.ts', to: '#workflows/one.ts' },
  'api-reads-and-asks': { from: 'api/tasks/task-routes.ts', to: '#prisma/write/ledger.ts' },
  'routes-hold-no-connection': { from: 'api/tasks/other-routes.ts', to: '#prisma/client.ts' },
  'web-sees-the-http-contract': { from: 'web/src/one.ts', to: '#api/tasks/task-routes.ts' },
  'features-do-not-import-features': {
    from: 'web/src/features/tasks/Tasks.ts',
    to: '../agents/Agents.ts',
  },
  'ui-knows-no-data': { from: 'web/src/ui/Button.ts', to: '../http/client.ts' },
  'only-prisma-speaks-sql': { from: 'activities/two.ts', to: '#prisma/generated/client.ts' },
  'prisma-knows-no-room': { from: 'prisma/read/tasks.ts', to: '#platform/config.ts' },
  'nobody-imports-workers': { from: 'activities/three.ts', to: '#workers/control/worker.ts' },
  'cli-is-a-client': { from: 'cli/ledger.ts', to: '#prisma/client.ts' },
  'plugin-stands-alone': { from: 'workers/mac-mini/plugin/index.js', to: '#domain/ids.ts' },
  'platform-is-plumbing': { from: 'platform/two.ts', to: '#prisma/client.ts' },
  'no-plumbing-in-pure-rooms': { from: 'workflows/three.ts', to: '#platform/config.ts' },
  'tests-stay-outside': { from: 'local/product.ts', to: '#test/servers.ts' },
  'no-circular': { from: 'domain/circle-a.ts', to: './circle-b.ts' },
}

/** What the offences import has to be there, or nothing is resolved. */
const present = [
  'prisma/client.ts',
  'prisma/write/ledger.ts',
  'prisma/generated/client.ts',
  'activities/ledger/contract.ts',
  'activities/ledger/ledger-activities.ts',
  'web/src/features/agents/Agents.ts',
  'web/src/http/client.ts',
  'workers/control/worker.ts',
  'platform/config.ts',
  'domain/ids.ts',
  'test/servers.ts',
]

let folder: string
let found: { modules: number; violations: Violation[] }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-imports-'))
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, file), join(folder, file))
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const file of present) put(file, 'export const one = 1\n')
  put('domain/circle-b.ts', "export { two } from './circle-a.ts'\n")
  for (const { from, to } of Object.values(planted))
    put(from, `import * as it from '${to}'\nexport const two = it\n`)
  found = checkImports(folder)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function put(file: string, text: string) {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[]
}

test('every rule has an offence planted for it', () => {
  expect(Object.keys(planted).sort()).toEqual(forbidden.map((rule) => rule.name).sort())
})

test.each(Object.entries(planted))('%s is enforced', (name, { from }) => {
  expect(found.violations).toContainEqual(expect.objectContaining({ rule: name, from }))
})

test('modules are read, here and in the fixture', () => {
  expect(found.modules).toBeGreaterThan(Object.keys(planted).length)
  expect(checkImports(root).modules).toBeGreaterThan(100)
}, 60_000)
