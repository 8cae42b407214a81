import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { overflowOf, violationsOn } from './stage.ts'

/** The page that is open, once it is read: axe finds nothing, nothing is cut off, and its picture is in the folder. */
export async function expectWhole(page: Page, name: string, folder: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  const path = join(process.env.LOOKS_FOLDER ?? folder, `${name}.png`)
  await page.screenshot({ path, fullPage: true })
  expect(await violationsOn(page), `axe on ${name}`).toEqual([])
  expect(await overflowOf(page), `${name} is wider than its window`).toBeLessThanOrEqual(0)
}
