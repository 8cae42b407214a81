import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { lockFile } from '../../local/lock.ts'
import { cacheFolder } from '../../local/temporal-build.ts'

/** Pinned together with the client: the gateway's protocol and plugin surface change weekly. */
export const openclawVersion = '2026.9.6'
const nodeVersion = '24.21.0'

export interface Installed {
  node: string
  /** The gateway's program, for that node. */
  program: string
}

const run = promisify(execFile)
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** OpenClaw and the Node that it needs, once in the user's cache (about a minute and 850 MB). */
export async function installOpenClaw(say: (line: string) => void): Promise<Installed> {
  const folder = join(cacheFolder(), `openclaw-${openclawVersion}-node-${nodeVersion}`)
  mkdirSync(folder, { recursive: true })
  const installed = {
    node: join(folder, 'node_modules', nodePackage, 'bin', 'node'),
    program: join(folder, 'node_modules', 'openclaw', 'openclaw.mjs'),
  }
  const lock = await lockFile(`${folder}.lock`, { onWait: ({ pid }) => say(`waiting for process ${pid}`) })
  try {
    if (isThere(folder)) return installed
    say(`installing OpenClaw ${openclawVersion} and Node ${nodeVersion} for its tests (about a minute)`)
    const npm = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--save-exact']
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'openclaw-for-tests', private: true }))
    await run('npm', [...npm, `${nodePackage}@${nodeVersion}`], { cwd: folder })
    // Its installer refuses an older Node, so its own comes first in the path.
    const env = { ...process.env, PATH: `${dirname(installed.node)}${delimiter}${process.env.PATH}` }
    await run('npm', [...npm, `openclaw@${openclawVersion}`], { cwd: folder, env, maxBuffer: 64 << 20 })
    writeFileSync(join(folder, 'complete'), openclawVersion)
    return installed
  } catch (error) {
    throw new Error(
      `OpenClaw ${openclawVersion} could not be installed into ${folder}. It needs npm and ${nodePackage}@${nodeVersion}; leave OPENCLAW_E2E unset to go without.\n${(error as Error).message}`,
    )
  } finally {
    lock.release()
  }
}

const isThere = (folder: string) =>
  existsSync(join(folder, 'complete')) && readFileSync(join(folder, 'complete'), 'utf8') === openclawVersion
