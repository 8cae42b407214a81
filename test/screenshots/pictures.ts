import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openContext, startBrowser, type View, wide } from '../e2e/stage.ts'
import { signedIn } from '../http-client.ts'
import { withPalette } from './palette.ts'
import { placesOf } from './places.ts'

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
  const all = await placesOf(ask)
  const places = all.filter(({ name }) => only.length === 0 || only.some((one) => name.startsWith(one)))
  const browser = await startBrowser()
  let count = 0
  try {
    for (const [view, shape] of Object.entries(views)) {
      const take = async (isSignedOut: boolean) => {
        const context = await openContext(browser, shape, isSignedOut ? undefined : { url, text: cookie })
        const its = places.filter((place) => Boolean(place.isSignedOut) === isSignedOut)
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
  await page.goto(url)
  await isWhole(page)
  writeFileSync(file, withPalette(await page.screenshot()))
  await page.close()
}

async function isWhole(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  await page.evaluate(() => document.fonts.ready)
}
