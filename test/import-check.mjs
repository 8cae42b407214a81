import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
const rooms = [
  'domain',
  'workflows',
  'activities',
  'workers',
  'api',
  'web/src',
  'prisma',
  'platform',
  'local',
  'cli',
  'test',
]

/** How many modules were read in a checkout, and which imports break which rule. */
export function checkImports(folder) {
  const present = rooms.filter((room) => existsSync(join(folder, room)))
  const args = [
    program,
    '--config',
    join(folder, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    ...present,
  ]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 500_000_000,
  })
  if (!stdout) throw new Error(`dependency-cruiser said nothing: ${stderr}`)
  const { summary } = JSON.parse(stdout)
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
  return { modules: summary.totalCruised, violations }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, violations } = checkImports(root)
  for (const { rule, from, to } of violations) console.log(`${rule}: ${from} → ${to}`)
  // With a TypeScript that it does not know it reads nothing and finds nothing.
  if (modules === 0) console.log('no modules were read: is TypeScript newer than dependency-cruiser knows?')
  process.exit(modules === 0 || violations.length > 0 ? 1 : 0)
}
