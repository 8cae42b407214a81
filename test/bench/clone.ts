import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { root, run } from '../../local/install.mjs'
import { buildServer } from '../../local/temporal-build.ts'
import type { BenchContext } from './context.ts'

/** The repository as somebody gets it who clones it, with caches of its own. */
export interface Clone {
  folder: string
  commit: string
  /** Of the checkout it comes from, which it does not hold. */
  uncommitted: number
  env: NodeJS.ProcessEnv
  serverBytes: number
}

/** Empty caches, npm's too, but for the Temporal server's build. What npm fetches is of the network. */
export async function cloneHead({ say, atEnd }: BenchContext): Promise<Clone> {
  const server = await buildServer(say)
  const scratch = mkdtempSync(join(tmpdir(), 'front-office-bench-'))
  atEnd(async () => rmSync(scratch, { recursive: true, force: true }))
  // Postgres runs as another user where this is root.
  chmodSync(scratch, 0o711)
  const folder = join(scratch, 'front-office')
  git(root, 'clone', '--quiet', '--no-hardlinks', root, folder)
  const cache = join(scratch, 'cache')
  mkdirSync(join(cache, 'front-office'), { recursive: true })
  cpSync(server, join(cache, 'front-office', basename(server)))
  return {
    folder,
    commit: git(folder, 'log', '-1', '--format=%h %s'),
    uncommitted: git(root, 'status', '--porcelain').split('\n').filter(Boolean).length,
    env: { ...withoutNpm(process.env), XDG_CACHE_HOME: cache, npm_config_cache: join(scratch, 'npm') },
    serverBytes: statSync(server).size,
  }
}

/** As it was cloned: nothing installed, made or kept. */
export const cleanClone = ({ folder }: Clone) => git(folder, 'clean', '-fdxq')

export async function installWithoutDev({ folder, env }: Clone): Promise<void> {
  const args = ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]
  await run('npm', args, env)
}

/** Bytes that it takes on the disk, in whole blocks, as `du` counts them. */
export function sizeOf(path: string, excluded: readonly string[] = []): number {
  const stat = lstatSync(path)
  const names = stat.isDirectory() ? readdirSync(path).filter((name) => !excluded.includes(name)) : []
  return names.reduce((bytes, name) => bytes + sizeOf(join(path, name)), stat.blocks * 512)
}

function git(cwd: string, ...args: string[]): string {
  const { stdout, status, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`)
  return stdout.trim()
}

/** What `npm run` adds for its script is not what a person's shell holds. */
const withoutNpm = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE$)/i.test(name)))
