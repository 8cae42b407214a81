import type { BrowserContext, Page } from 'playwright-core'
import type { ProductOptions } from '../../local/product.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, startBrowser, troubleOf, type View, wide } from './stage.ts'

/** Where a story plays: a product of its own, and its owner in front of it. */
export interface Story {
  office: TestProduct
  context: BrowserContext
  page: Page
  /** What went wrong on the pages of each of its contexts, as it happens. */
  trouble: string[][]
  at(path: string): string
  /** The owner once more, in another window. */
  person(view?: View): Promise<BrowserContext>
  close(): Promise<void>
}

export async function openStory(options: Partial<ProductOptions> = {}): Promise<Story> {
  const office = await startTestProduct(options)
  const browser = await startBrowser()
  const trouble: string[][] = []
  const person = async (view: View = wide) => {
    const own = await openContext(browser, view, { url: office.product.url, text: office.cookie })
    trouble.push(troubleOf(own))
    return own
  }
  const context = await person()
  return {
    ...{ office, context, trouble, person },
    page: await context.newPage(),
    at: (path) => `${office.product.url}${path}`,
    async close() {
      await browser.close()
      await office.stop()
    },
  }
}
