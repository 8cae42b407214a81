import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { findBrowser } from '../browser.ts'

/** As on a shared machine: no sandbox of its own as root, and nothing that asks the network unasked. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
]

export interface View {
  width: number
  height: number
  colorScheme: 'light' | 'dark'
}

export const wide: View = { width: 1280, height: 832, colorScheme: 'light' }
const narrow: View = { width: 390, height: 844, colorScheme: 'light' }

/** Every page is looked at in these. */
export const views: Record<string, View> = {
  '1280-light': wide,
  '1280-dark': { ...wide, colorScheme: 'dark' },
  '390-light': narrow,
  '390-dark': { ...narrow, colorScheme: 'dark' },
}

export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await findBrowser(), args: flags })

/** A browser of one person's. Whatever a page throws or logs as an error fails the test that closes it. */
export async function openContext(
  browser: Browser,
  view: View = wide,
  cookie?: { url: string; text: string },
  options: BrowserContextOptions = {},
) {
  const { width, height, colorScheme } = view
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
    ...options,
  })
  if (cookie) await context.addCookies(cookiesOf(cookie))
  return context
}

function cookiesOf({ url, text }: { url: string; text: string }) {
  return text.split('; ').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: decodeURIComponent(pair.slice(at + 1)), url }
  })
}

/** What went wrong on the pages of a context, as it happens. */
export function troubleOf(context: BrowserContext): string[] {
  const trouble: string[] = []
  context.on('page', (page) => {
    page.on('pageerror', (error) => trouble.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error') trouble.push(`${page.url()}: ${message.text()}`)
    })
  })
  return trouble
}

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary?: string }[]
}

/** What axe finds on a page, all rules on, in words. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const injected = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await injected.axe.run()).violations
  })
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  )
}

/** How far the page is wider than its window, pixels. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Of a file that may not be there yet. */
export const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []

/** What a look finds at last. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  what: string,
  patienceMs = 90_000,
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(200)) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`never so: ${what}`)
  }
}
