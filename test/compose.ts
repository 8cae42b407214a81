import { spawnSync } from 'node:child_process'
import type { Say } from '../local/install.mjs'
import { canInstallFromDebian, installFromDebian } from './debian.ts'

export const hasCompose = (): boolean =>
  spawnSync('docker-compose', ['version'], { stdio: 'ignore' }).status === 0

/**
 * So that docker-compose.yml is read by docker-compose itself. The problem, where one should be here and is not: on
 * Debian as root, as in CI, a suite that leaves it out is not green. Elsewhere it only says what was not tested.
 */
export async function findCompose(say: Say): Promise<string | null> {
  if (hasCompose()) return null
  const canInstall = canInstallFromDebian()
  await installFromDebian('docker-compose', 'docker-compose', say)
  if (hasCompose()) return null
  const lack = 'docker-compose.yml was not tested by docker-compose itself'
  if (canInstall) return `${lack}: apt-get could not install it`
  say(`${lack}: it is not here, and only its own test reads the file`)
  return null
}
