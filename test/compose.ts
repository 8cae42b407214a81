import { spawnSync } from 'node:child_process'
import type { Say } from '../local/install.mjs'
import { installFromDebian } from './debian.ts'

export const hasCompose = (): boolean =>
  spawnSync('docker-compose', ['version'], { stdio: 'ignore' }).status === 0

/** So that docker-compose.yml is read by docker-compose itself; says so where it can't be. */
export async function findCompose(say: Say): Promise<void> {
  if (hasCompose()) return
  await installFromDebian('docker-compose', 'docker-compose', say)
  if (!hasCompose()) say('there is no docker-compose: docker-compose.yml is checked by its own test alone')
}
