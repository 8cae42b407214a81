import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { executorsContract } from '#api/executors/contract.ts'
import { openRoutes, type RoutePath } from '../e2e/places.ts'
import { openContext, startBrowser, until, type View, wide } from '../e2e/stage.ts'
import { signedIn } from '../http-client.ts'
import { pagesOf } from './pages.ts'
import { withPalette } from './palette.ts'
import { idsOfSample } from './places.ts'

const narrow: View = { width: 390, height: 844, colorScheme: 'light' }
const views: Record<string, View> = {
  '1280-light': wide,
  '1280-dark': { ...wide, colorScheme: 'dark' },
  '390-light': narrow,
  '390-dark': { ...narrow, colorScheme: 'dark' },
}

export interface Taking {
  url: string
  email: string
  password: string
  /** Where `<page>-<width>-<theme>.png` go. */
  folder: string
  /** Beginnings of the names of the pages that are taken; none: all. */
  only?: readonly string[]
  say: (line: string) => void
}

/** Takes every page of a running Front Office in every view. Answers how many pictures there are. */
export async function takePictures({
  url,
  email,
  password,
  folder,
  only = [],
  say,
}: Taking): Promise<number> {
  const { ask, cookie } = await signedIn({ url, email, password })
  const all = Object.entries(pagesOf(await idsOfSample(ask))).flatMap(([route, pages]) =>
    pages.map(([name, path]) => ({ name, path, isSignedOut: openRoutes.includes(route as RoutePath) })),
  )
  const places = all.filter(({ name }) => only.length === 0 || only.some((one) => name.startsWith(one)))
  await until(async () => {
    const { items } = await ask(executorsContract.listExecutors)
    return items.every(({ state }) => state === 'ready') || undefined
  }, 'every executor ready')
  const browser = await startBrowser()
  let count = 0
  try {
    for (const [view, shape] of Object.entries(views)) {
      const take = async (isSignedOut: boolean) => {
        const context = await openContext(browser, shape, isSignedOut ? undefined : { url, text: cookie })
        const its = places.filter((place) => place.isSignedOut === isSignedOut)
        for (const place of its)
          await picture(context, `${url}${place.path}`, join(folder, `${place.name}-${view}.png`))
        count += its.length
        await context.close()
      }
      await take(false)
      await take(true)
      say(`${places.length} pages at ${view}`)
    }
  } finally {
    await browser.close()
  }
  return count
}

async function picture(context: BrowserContext, url: string, file: string): Promise<void> {
  const page = await context.newPage()
  const awaited = awaitedBy(page)
  await page.goto(url)
  await isWhole(page, awaited)
  writeFileSync(file, withPalette(await page.screenshot()))
  await page.close()
}

/** What the page has asked for and not got; streams go on for as long as it is open. */
function awaitedBy(page: Page): ReadonlySet<Request> {
  const awaited = new Set<Request>()
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') awaited.add(request)
  })
  page.on('requestfinished', (request) => awaited.delete(request))
  page.on('requestfailed', (request) => awaited.delete(request))
  return awaited
}

async function isWhole(page: Page, awaited: ReadonlySet<Request>): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  await page.evaluate(() => document.fonts.ready)
  const isQuiet = async () => awaited.size === 0 || undefined
  await until(isQuiet, `${page.url()} has all that it asked for`)
  // What came is drawn.
  await page.waitForTimeout(100)
}
