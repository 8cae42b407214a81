import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

const name = { GIT_AUTHOR_NAME: 'Ines', GIT_AUTHOR_EMAIL: 'ines@example.com' }
const env = {
  ...{ PATH: process.env.PATH, HOME: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...name },
  ...{ GIT_COMMITTER_NAME: 'Ines', GIT_COMMITTER_EMAIL: 'ines@example.com' },
}

/** A repository of a test, with git as anybody would call it. */
export function aRepository(folder: string, ...init: string[]) {
  mkdirSync(folder, { recursive: true })
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  git('init', '--quiet', '--initial-branch=main', ...init)
  return {
    git,
    commit(message: string): string {
      git('commit', '--quiet', '--allow-empty', '-m', message)
      return git('rev-parse', 'HEAD')
    },
  }
}
