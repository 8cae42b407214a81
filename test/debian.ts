import { spawnSync } from 'node:child_process'
import { run, type Say } from '../local/install.mjs'

/** This is root, and apt is there. */
export const canInstallFromDebian = (): boolean =>
  process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0

/** Installs one of Debian's packages where this is root and apt is there; says what went wrong, and goes on. */
export async function installFromDebian(name: string, why: string, say: Say): Promise<void> {
  if (!canInstallFromDebian()) return
  say(`installing ${why} for the tests (apt-get install ${name})`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-q'], env)
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], env)
  } catch (error) {
    say(`apt-get could not: ${(error as Error).message.split('\n').slice(-3).join(' ')}`)
  }
}
