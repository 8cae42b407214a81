import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, run } from './install.mjs'
import { lockFile } from './lock.ts'
import { tellWhile } from './progress.ts'
import type { Say } from './temporal-build.ts'

const cache = join(root, 'node_modules/.cache/front-office')
export const workflowBundle = join(cache, 'workflow-bundle.js')
export const webDist = join(root, 'web/dist')

/** Paths are of the checkout. */
export interface Step {
  name: string
  words: string
  inputs: string[]
  /** Of a folder: which of its files count. */
  counts?: (path: string) => boolean
  /** A file or a folder. */
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
    output: 'prisma/generated',
    command: ['node_modules/prisma/build/index.js', 'generate'],
  },
  bundle: {
    name: 'bundle',
    words: 'bundling the workflows',
    inputs: ['workflows', 'domain', 'activities', 'local/bundle-workflows.ts'],
    counts: isDomainOrContract,
    output: relative(root, workflowBundle),
    command: ['--import', 'tsx', 'local/bundle-workflows.ts', workflowBundle],
  },
  web: {
    name: 'web',
    words: 'building the web pages',
    inputs: ['web/src', 'web/index.html', 'web/vite.config.ts', 'web/public', 'domain', 'api'],
    counts: isDomainOrContract,
    output: relative(root, webDist),
    command: ['node_modules/vite/bin/vite.js', 'build', 'web'],
  },
} satisfies Record<string, Step>

/** Makes what is made from sources, where they changed since. Answers what it made. */
export async function runSteps(
  names: (keyof typeof steps)[],
  say: Say,
  signal?: AbortSignal,
): Promise<string[]> {
  const made: string[] = []
  for (const name of names) if (await runStep(steps[name], say, signal)) made.push(name)
  return made
}

/** Whether there was something to do. */
export async function runStep(step: Step, say: Say, signal?: AbortSignal): Promise<boolean> {
  mkdirSync(cache, { recursive: true })
  const stamp = join(cache, `${step.name}.stamp`)
  const lock = await lockFile(`${stamp}.lock`, {
    onWait: (holder) => say(`waiting for process ${holder.pid}: ${step.words}`),
    signal,
  })
  try {
    // Before the work: what is edited meanwhile is made again by the next start.
    const made = sourcesOf(step)
    const isMade = () => readFileSync(stamp, 'utf8') === `${made} ${hashOf(filesOf(step.output))}`
    if (existsSync(join(root, step.output)) && existsSync(stamp) && isMade()) return false
    say(step.words)
    const work = run(process.execPath, step.command, process.env, signal)
    await tellWhile(say, `still ${step.words}`, work)
    writeFileSync(stamp, `${made} ${hashOf(filesOf(step.output))}`)
    return true
  } finally {
    lock.release()
  }
}

function sourcesOf({ inputs, counts = () => true }: Step): string {
  const sources = inputs.flatMap((input) => filesOf(input)).filter((path) => counts(path))
  return hashOf(['package-lock.json', ...sources])
}

function hashOf(paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths)
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
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort()
}
