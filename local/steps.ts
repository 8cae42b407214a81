import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './install.mjs'
import { lockFile } from './lock.ts'
import type { Say } from './temporal-build.ts'

const cache = join(root, 'node_modules/.cache/front-office')
export const workflowBundle = join(cache, 'workflow-bundle.js')
export const webDist = join(root, 'web/dist')

interface Step {
  name: string
  words: string
  inputs: string[]
  /** Of a folder: which of its files count. */
  counts?: (path: string) => boolean
  output: string
  command: string[]
}

const isSource = (path: string) =>
  /\.(ts|tsx|mjs|css|html|svg|json)$/.test(path) && !/\.test\.tsx?$/.test(path)
const isDomainOrContract = (path: string) =>
  isSource(path) && (!/^(activities|api)\//.test(path) || path.endsWith('/contract.ts'))

const steps = {
  client: {
    name: 'client',
    words: 'making the Prisma client',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts'],
    output: join(root, 'prisma/generated/client.ts'),
    command: ['node_modules/prisma/build/index.js', 'generate'],
  },
  bundle: {
    name: 'bundle',
    words: 'bundling the workflows',
    inputs: ['workflows', 'domain', 'activities', 'local/bundle-workflows.ts'],
    counts: isDomainOrContract,
    output: workflowBundle,
    command: ['--import', 'tsx', 'local/bundle-workflows.ts', workflowBundle],
  },
  web: {
    name: 'web',
    words: 'building the web pages',
    inputs: ['web/src', 'web/index.html', 'web/vite.config.ts', 'web/public', 'domain', 'api'],
    counts: isDomainOrContract,
    output: join(webDist, 'index.html'),
    command: ['node_modules/vite/bin/vite.js', 'build', 'web'],
  },
} satisfies Record<string, Step>

/** Makes what is made from sources, where they changed since. */
export async function runSteps(names: (keyof typeof steps)[], say: Say) {
  for (const name of names) await runStep(steps[name], say)
}

async function runStep(step: Step, say: Say) {
  mkdirSync(cache, { recursive: true })
  const stamp = join(cache, `${step.name}.stamp`)
  const lock = await lockFile(`${stamp}.lock`, {
    onWait: (holder) => say(`waiting for process ${holder.pid}: ${step.words}`),
  })
  try {
    const hash = hashOf(step)
    if (existsSync(step.output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
    say(step.words)
    await run(process.execPath, step.command)
    writeFileSync(stamp, hash)
  } finally {
    lock.release()
  }
}

function hashOf(step: Step): string {
  const hash = createHash('sha256')
  const files = ['package-lock.json', ...step.inputs].flatMap((input) => filesOf(input))
  const counted = files.filter((path) => !step.counts || path === 'package-lock.json' || step.counts(path))
  for (const path of counted)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  const entries = readdirSync(full, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath.slice(root.length + 1), entry.name)).sort()
}
