import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestProduct, type TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openContext, startBrowser, troubleOf } from './stage.ts'

// One story of two people: each test goes on where the one before ended.
const grace = { name: 'Grace Partner', email: 'grace@example.com', password: 'a long enough password' }
let office: TestProduct
let browser: Browser
let owner: { context: BrowserContext; page: Page }
let partner: { context: BrowserContext; page: Page }
const trouble: string[][] = []
let link = ''
let taskId = ''

async function person(cookie?: { url: string; text: string }) {
  const context = await openContext(browser, undefined, cookie)
  trouble.push(troubleOf(context))
  return { context, page: await context.newPage() }
}

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
  owner = await person({ url: office.product.url, text: office.cookie })
  partner = await person()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

const at = (path: string) => `${office.product.url}${path}`
const effect = 'effect: send_message {"to": "a@example.com", "body": "hello"}\nfinish: sent'
const aTaskThatAsks = async () => {
  const id = await office.aTask(await office.aProject(), effect)
  await office.untilAsked(id)
  return id
}
async function signIn(page: Page) {
  await page.getByLabel('Email').fill(grace.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(grace.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
const approveOf = (page: Page) => page.getByRole('button', { name: /^Approve send_message/ })

test('the owner finds the page in the account menu and makes a link', async () => {
  const { page } = owner
  await page.goto(at('/'))
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Operators and your account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Operators' }).waitFor()
  await page.getByText('Only you can sign in.').waitFor()
  await page.getByLabel('Email').fill(grace.email)
  await page.getByRole('button', { name: 'Make the link' }).click()
  link = await page.getByLabel('The link').inputValue()
  expect(link).toMatch(new RegExp(`^${at('/join')}#[\\w-]{27}$`))
  await page.getByRole('list', { name: 'Open invites' }).getByText(grace.email, { exact: true }).waitFor()
})

test('the partner joins by it, and is a viewer who sees why a decision is not theirs', async () => {
  taskId = await aTaskThatAsks()
  const { page } = partner
  await page.goto(link)
  await page.getByText('The owner invited you as a viewer. May read everything.').waitFor()
  expect(page.url()).toBe(at('/join'))
  await page.getByLabel('Name').fill(grace.name)
  expect(await page.getByLabel('Email').inputValue()).toBe(grace.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(grace.password)
  await page.getByRole('button', { name: 'Create my account' }).click()
  await page.getByRole('heading', { name: 'Mission control' }).waitFor()
  await page.goto(at(`/tasks/${taskId}`))
  await approveOf(page).waitFor()
  expect(await approveOf(page).isDisabled()).toBe(true)
  await page
    .getByText(/A viewer may not decide approvals/)
    .first()
    .waitFor({ state: 'attached' })
})

test('the link works once', async () => {
  const other = await person()
  await other.page.goto(link)
  await other.page.getByText('This invite was used, and works once.').waitFor()
  await other.context.close()
})

test('the owner makes her an operator, and her page follows without a reload', async () => {
  await partner.page.evaluate(() => Object.assign(window, { isSamePage: true }))
  const { page } = owner
  const row = page
    .getByRole('list', { name: 'Operators' })
    .getByRole('listitem')
    .filter({ hasText: grace.name })
  await row.getByRole('button', { name: /^Change role/ }).click()
  await row.getByRole('radio', { name: /Operator/ }).check()
  await row.getByRole('button', { name: `Make ${grace.name} an operator` }).click()
  await row.getByText(/^operator$/).waitFor()
  await partner.page.getByRole('button', { name: /^Approve send_message/, disabled: false }).waitFor()
  expect(await partner.page.evaluate(() => 'isSamePage' in window)).toBe(true)
})

test('both decide: the first one counts, the second is told who was first', async () => {
  const { page } = owner
  // The owner’s page hears nothing of what the partner does.
  await page.route('**/api/stream', (route) => route.abort())
  await page.goto(at(`/tasks/${taskId}`))
  await approveOf(page).waitFor()
  await approveOf(partner.page).click()
  await office.until(taskId, ({ status }) => status === 'done')
  await approveOf(page).click()
  const card = page.getByRole('article', { name: /^Proposal/ })
  await card.getByText(`${grace.name} decided`).waitFor()
  await card
    .getByRole('alert')
    .filter({ hasText: `${grace.name} approved` })
    .waitFor()
  await page.unroute('**/api/stream')
})

test('whose session ends elsewhere stays for what is not saved, signs in in another tab and goes on', async () => {
  const { page, context } = partner
  await page.goto(at(`/tasks/${taskId}`))
  const box = page.getByLabel(/^Write to /)
  await box.fill('And tomorrow?')
  const elsewhere = await context.newPage()
  await elsewhere.goto(at('/'))
  await elsewhere.getByRole('button', { name: /Your account/ }).click()
  await elsewhere.getByRole('menuitem', { name: 'Sign out' }).click()
  await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByRole('button', { name: 'Stay and go on writing' }).click()
  const notice = page.getByRole('alert').filter({ hasText: 'Your session is over' })
  await notice.waitFor()
  await pictured(page, 'session-over')
  const opened = context.waitForEvent('page')
  await notice.getByRole('link', { name: 'Sign in in another tab' }).click()
  await signIn(await opened)
  await (await opened).getByRole('heading', { name: 'Mission control' }).waitFor()
  await notice.waitFor({ state: 'detached' })
  expect(await box.inputValue()).toBe('And tomorrow?')
  await page.getByRole('button', { name: 'Send to the agent' }).click()
  await page.getByText('And tomorrow?').first().waitFor()
})

test('who is removed is signed out where they are, and cannot come back', async () => {
  const { page } = owner
  await partner.page.goto(at('/operators'))
  await partner.page.getByText('Grace Partner (you)').waitFor()
  await page.goto(at('/operators'))
  await page.getByRole('button', { name: `Remove… ${grace.name}` }).click()
  await page.getByText('keep the name in the ledger').waitFor()
  await page.getByRole('button', { name: `Remove ${grace.name}`, exact: true }).click()
  await page.getByRole('list', { name: 'No longer here' }).getByText(grace.name).waitFor()
  await partner.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(partner.page)
  await partner.page.getByText('The e-mail address or the password is not right.').waitFor()
})

test('no page broke on the way', () => {
  // Used links, the second decision, the ended session and the cut stream are what the story is about.
  const isExpected = (line: string) => /ERR_FAILED|\b40[19]\b/.test(line)
  expect(trouble.flat().filter((line) => !isExpected(line))).toEqual([])
})
