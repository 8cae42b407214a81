import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Product, startProduct } from '../../local/product.ts'
import { linesOf, openContext, startBrowser, troubleOf } from './stage.ts'

// One story from the printed link on: each test goes on where the one before ended.
const owner = { name: 'Ada Operator', email: 'ada@example.com', password: 'a long enough password' }
let folder = ''
let product: Product
let browser: Browser
let context: BrowserContext
let page: Page
let trouble: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-'))
  chmodSync(folder, 0o711)
  product = await startProduct({ dataDir: folder, port: 0 })
  browser = await startBrowser()
  context = await openContext(browser)
  trouble = troubleOf(context)
  page = await context.newPage()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const at = (path: string) => `${product.url}${path}`
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor()
const sentLines = () =>
  linesOf(join(folder, 'practice', 'outbox.jsonl')).filter((line) => line.includes('first.customer'))

test('the printed link creates the owner’s account, and leaves the address', async () => {
  await page.goto(product.setUpUrl ?? '')
  await page.getByLabel('Name').fill(owner.name)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  expect(page.url()).toBe(at('/set-up'))
  await page.getByRole('button', { name: 'Create the account' }).click()
  await page.getByRole('heading', { name: 'Mission control' }).waitFor()
})

test('the link works once', async () => {
  const other = await openContext(browser)
  const second = await other.newPage()
  await second.goto(product.setUpUrl ?? '')
  await second.getByRole('heading', { name: 'The owner has an account already' }).waitFor()
  await other.close()
})

test('the first thing on Home is a task that asks before it sends', async () => {
  await page.getByText('Ask the first customer for feedback').first().waitFor()
  expect(sentLines()).toEqual([])
  await page.getByRole('link', { name: /^Review/ }).click()
  await page.getByRole('heading', { name: 'Ada wants to send something out' }).waitFor()
  await shows('first.customer@example.com')
})

test('it is approved with the keyboard alone, and the page follows without a reload', async () => {
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  await page.keyboard.press('a')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Approve send_message')
  await page.keyboard.press('Enter')
  await shows(/decided/)
  await page.getByRole('link', { name: 'Open the whole story' }).click()
  await page.getByText('closed the task: done').waitFor()
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  expect(sentLines()).toHaveLength(1)
})

test('the task page tells the story, what it cost and where it came from', async () => {
  for (const words of ['asked for the task', 'took the run to its gateway', 'Practice gateway'])
    await shows(words)
  await page.getByText('Ada Operator').first().waitFor()
  await page
    .getByText(/^\$0\.\d+/)
    .first()
    .waitFor()
  const link = page.getByRole('link', { name: /Temporal UI/ })
  const address = (await link.getAttribute('href')) ?? ''
  expect(address).toContain(encodeURIComponent('task/'))
  expect((await fetch(address)).status).toBe(200)
})

test('what the agent made can be read', async () => {
  await page.getByRole('link', { name: 'Questions for the first customer' }).click()
  await page.getByRole('heading', { name: 'What we ask the first customer' }).waitFor()
  await page.goBack()
})

test('the ledger holds it all, and can be filtered', async () => {
  await page.getByRole('link', { name: 'Ledger', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Ledger' }).waitFor()
  await page.goto(at('/ledger?type=approval_decided'))
  await page.getByRole('heading', { level: 1, name: 'Ledger' }).waitFor()
  await page.getByRole('row').filter({ hasText: 'Ada Operator' }).waitFor()
  const [, ...rows] = await page.getByRole('row').allTextContents()
  expect(rows).toHaveLength(1)
})

test('signing out and in again', async () => {
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(at('/projects'))
  await page.getByLabel('Email').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await shows('The e-mail address or the password is not right.')
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Projects' }).waitFor()
})

test('the sample has two runbooks to start', async () => {
  await page.goto(at('/projects'))
  await page.getByRole('link', { name: 'Sample: a small shop' }).first().click()
  await page.getByRole('link', { name: 'Runbooks', exact: true }).click()
  await page.getByText('2 runbooks can be started here.').waitFor()
  await page.getByRole('link', { name: 'Start Publish a letter' }).waitFor()
})

test('one click removes the sample', async () => {
  await page.goto(at('/'))
  await page.getByRole('button', { name: 'Remove the sample' }).click()
  await page.getByRole('button', { name: 'Remove the sample' }).waitFor({ state: 'detached' })
  await page.goto(at('/projects'))
  await page.getByRole('heading', { level: 1, name: 'Projects' }).waitFor()
  expect(await page.getByText('Sample: a small shop').count()).toBe(0)
})

test('no page broke on the way', () => {
  // The refused sign-in and the session that had ended are the only answers that are not a success.
  expect(trouble.filter((line) => !/\b401\b/.test(line))).toEqual([])
})
