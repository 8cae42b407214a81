import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestProduct, type TestProduct } from '../product.ts'
import {
  openContext,
  overflowOf,
  startBrowser,
  troubleOf,
  type View,
  views,
  violationsOn,
  wide,
} from './stage.ts'

let office: TestProduct
let browser: Browser

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

const logOf = (page: Page) => page.getByRole('log', { name: 'What run 1 does' })
const person = (view: View = wide) =>
  openContext(browser, view, { url: office.product.url, text: office.cookie })
const words = Array.from({ length: 40 }, (_, i) => `word${i + 1}`).join(' ')
/** It reads, says something slowly, and ends; or says it and goes on for ever. */
const slowly = (ms: number) => `safe: notes.md\nslow: ${ms}\nanswer: ${words}`

test('what the agent says is on the page while it says it; at its end the timeline has it', async () => {
  const context = await person()
  const trouble = troubleOf(context)
  const page = await context.newPage()
  // The browser has the app before the agent begins, which is watched while it speaks.
  await page.goto(office.product.url)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const taskId = await office.aTask(await office.aProject(), slowly(20_000))
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await logOf(page)
    .getByText(/word5 /)
    .waitFor()
  expect((await office.task(taskId)).status).toBe('running')
  expect(await logOf(page).textContent()).not.toContain('word40')
  await logOf(page).getByText('read', { exact: true }).click()
  await logOf(page)
    .getByText(/notes\.md/)
    .first()
    .waitFor()
  await page.getByText(/\d+ model calls? · \d+ output tokens so far/).waitFor()
  await office.until(taskId, ({ status }) => status === 'done')
  await page.getByText(/What was seen of run 1 while it ran/).waitFor()
  expect(await logOf(page).count()).toBe(0)
  await page
    .getByRole('region', { name: 'Run 1' })
    .getByText(/word40/)
    .first()
    .waitFor()
  expect(trouble).toEqual([])
  await context.close()
})

test('a restart of the api is survived: the view comes back and goes on', async () => {
  const taskId = await office.aTask(await office.aProject(), slowly(60_000))
  const context = await person()
  const page = await context.newPage()
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await logOf(page)
    .getByText(/word3 /)
    .waitFor()
  process.kill(office.product.pids().api ?? 0, 'SIGKILL')
  await page.getByText(/The live view is away and comes back by itself/).waitFor()
  await page.getByText(/The live view is away/).waitFor({ state: 'detached' })
  const before = (await logOf(page).textContent())?.match(/word\d+/g)?.length ?? 0
  await logOf(page)
    .getByText(new RegExp(`word${before + 3} `))
    .waitFor()
  expect(await logOf(page).textContent()).toMatch(/word1 word2 word3 /)
  await context.close()
})

test('it is whole in every view, and axe finds nothing', async () => {
  const taskId = await office.aTask(await office.aProject(), slowly(120_000))
  for (const [name, view] of Object.entries(views)) {
    const context = await person(view)
    const page = await context.newPage()
    await page.goto(`${office.product.url}/tasks/${taskId}`)
    await logOf(page)
      .getByText(/word2 /)
      .waitFor()
    await logOf(page).getByText('read', { exact: true }).click()
    await logOf(page).scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, `live-${name}.png`) })
    expect(await violationsOn(page), `axe, ${name}`).toEqual([])
    expect(await overflowOf(page), `too wide at ${name}`).toBeLessThanOrEqual(0)
    await context.close()
  }
})
