import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { root, run, type Say } from '../local/install.mjs'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A Chromium for the browser suite: one that is there, else Debian's, else Playwright's own. */
export async function findBrowser(say: Say = () => {}): Promise<string> {
  return present() ?? (await fromDebian(say)) ?? (await fromPlaywright(say))
}

function present(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = folders.flatMap((folder) => programs.map((program) => join(folder, program)))
  return [...paths, chromium.executablePath()].find((path) => path && existsSync(path)) ?? null
}

async function fromDebian(say: Say): Promise<string | null> {
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (process.getuid?.() !== 0 || !hasApt) return null
  say('installing a browser for the tests (apt-get install chromium)')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-q'], env)
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], env)
  } catch (error) {
    say(`apt-get could not: ${(error as Error).message.split('\n').slice(-3).join(' ')}`)
  }
  return present()
}

async function fromPlaywright(say: Say): Promise<string> {
  say('installing a browser for the tests (playwright-core install chromium)')
  let trouble = 'it installed nothing'
  try {
    await run(process.execPath, [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'])
  } catch (error) {
    trouble = (error as Error).message
  }
  const found = present()
  if (found) return found
  throw new Error(
    `There is no browser for the tests, and Playwright could not get one. Install Chromium so that \`chromium\` is on the PATH.\n${trouble}`,
  )
}
