import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { overflowOf, views, violationsOn, wide } from './stage.ts'

/** Axe and the width of a page as it is now, in each look; pictures only where `PICTURES` names a folder for them. */
export async function pictured(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES
  if (folder) mkdirSync(folder, { recursive: true })
  for (const [view, { width, height, colorScheme }] of Object.entries(views)) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Colours fade into one another.
    await page.waitForTimeout(150)
    const seen = { name, view }
    expect({ ...seen, found: await violationsOn(page), wider: await overflowOf(page) }).toEqual({
      ...{ ...seen, found: [], wider: 0 },
    })
    if (folder) await page.screenshot({ path: join(folder, `${name}-${view}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: wide.width, height: wide.height })
  await page.emulateMedia({ colorScheme: wide.colorScheme })
}
