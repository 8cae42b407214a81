import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { ProductOptions } from '../../local/product.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, startBrowser, troubleOf, type View, wide } from './stage.ts'

/** Where a story plays: a product of its own, and its owner in front of it. */
export interface Story<Office extends TestProduct = TestProduct> {
  office: Office
  /** For those who are not its owner. */
  browser: Browser
  context: BrowserContext
  page: Page
  /** What went wrong on the pages of each of its contexts, as it happens. */
  trouble: string[][]
  at(path: string): string
  /** The owner once more, in another window. */
  person(view?: View): Promise<BrowserContext>
  close(): Promise<void>
}

export const openStory = async (options: Partial<ProductOptions> = {}): Promise<Story> =>
  openStoryIn(await startTestProduct(options))

/** Ends the product as well when it closes. */
export async function openStoryIn<Office extends TestProduct>(office: Office): Promise<Story<Office>> {
  const browser = await startBrowser()
  const trouble: string[][] = []
  const person = async (view: View = wide) => {
    const own = await openContext(browser, view, { url: office.product.url, text: office.cookie })
    trouble.push(troubleOf(own))
    return own
  }
  const context = await person()
  return {
    ...{ office, browser, context, trouble, person },
    page: await context.newPage(),
    at: (path) => `${office.product.url}${path}`,
    async close() {
      await browser.close()
      await office.stop()
    },
  }
}
