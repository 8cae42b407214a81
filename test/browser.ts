import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { root, run, type Say } from '../local/install.mjs'
import { installFromDebian } from './debian.ts'

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
  await installFromDebian('chromium', 'a browser', say)
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
