import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorsContract } from '#api/operators/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, overflowOf, startBrowser, troubleOf, type View, violationsOn, wide } from './stage.ts'

// One story of two people at one inbox: each test goes on where the one before ended.
const grace = { name: 'Grace Partner', email: 'grace@example.com', password: 'a long enough password' }
let office: TestProduct
let browser: Browser
let owner: Page
let partner: Page
const contexts: BrowserContext[] = []
const trouble: string[][] = []
const tasks = { send: '', ask: '', failed: '', other: '' }

const at = (path: string) => `${office.product.url}${path}`
async function person(cookie?: string, view?: View): Promise<Page> {
  const context = await openContext(
    browser,
    view,
    cookie ? { url: office.product.url, text: cookie } : undefined,
  )
  contexts.push(context)
  trouble.push(troubleOf(context))
  return context.newPage()
}
async function joined(): Promise<Page> {
  const page = await person()
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  await page.goto(link)
  await page.getByLabel('Name').fill(grace.name)
  await page.getByLabel('Email').fill(grace.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(grace.password)
  await page.getByRole('button', { name: 'Create my account' }).click()
  await page.getByRole('heading', { name: 'Mission control' }).waitFor()
  return page
}
async function fill() {
  const where = await office.aProject()
  const effect = 'effect: send_message {"to": "a@example.com", "body": "hello"}\nfinish: sent'
  tasks.send = await office.aTask(where, `Send the letter to our readers\n${effect}`)
  tasks.ask = await office.aTask(where, 'Choose a colour\nask: Which colour? | red | blue\nfinish: chosen')
  tasks.failed = await office.aTask(where, 'Ask a provider that refuses\nfail: 400')
  tasks.other = await office.aTask(where, 'Ask another provider\nfail: 401')
  await office.untilAsked(tasks.send)
  await office.until(tasks.ask, ({ waitKind }) => waitKind === 'operator')
  for (const id of [tasks.failed, tasks.other]) await office.until(id, ({ status }) => status === 'failed')
}

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
  await fill()
  owner = await person(office.cookie)
  partner = await joined()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

const list = (page: Page) => page.getByRole('list', { name: 'What needs a person' })
const lines = (page: Page) => list(page).getByRole('link').locator('[class*=what]').allTextContents()
const detail = (page: Page) => page.getByRole('region', { name: 'Selected item' })
const opened = (page: Page, title: string) =>
  detail(page).getByRole('heading', { level: 2, name: title }).waitFor()
const count = (page: Page) => page.getByRole('link', { name: /^Inbox/ }).textContent()
const look = (page: Page, name: string) =>
  page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, `${name}.png`) })
async function clean(page: Page, name: string) {
  await look(page, name)
  expect(await violationsOn(page), name).toEqual([])
  expect(await overflowOf(page), name).toBeLessThanOrEqual(0)
}

test('what costs most by waiting is first and says why; the navigation counts it', async () => {
  await owner.goto(at('/inbox'))
  await opened(owner, 'Send the letter to our readers')
  expect(await lines(owner)).toEqual([
    'Send the letter to our readers',
    'Choose a colour',
    expect.stringMatching(/^Ask an?/),
    expect.stringMatching(/^Ask an?/),
  ])
  await owner.getByText(/^First because: an effect of unknown amount/).waitFor()
  expect(await count(owner)).toContain('4')
  await clean(owner, 'inbox')
})

test('by keys alone: one is put off until tomorrow and taken back', async () => {
  await owner.keyboard.press('j')
  await opened(owner, 'Choose a colour')
  await owner.keyboard.press('s')
  await owner.getByRole('menuitem', { name: /^Later today/ }).waitFor()
  await clean(owner, 'inbox-snooze')
  await owner.keyboard.press('ArrowDown')
  await owner.keyboard.press('Enter')
  await owner.getByText(/^Put “Choose a colour” off until/).waitFor()
  await owner.getByText('Snoozed 1').waitFor()
  expect(await lines(owner)).toHaveLength(3)
  await owner.getByRole('button', { name: 'Undo' }).click()
  await owner.getByText('Snoozed 0').waitFor()
  expect(await lines(owner)).toHaveLength(4)
})

test('the other one sees who has it open, and who takes it', async () => {
  await partner.goto(at('/inbox'))
  await partner.getByText('The owner has this open.', { exact: false }).waitFor({ state: 'detached' })
  await partner.getByRole('link', { name: /Choose a colour/ }).click()
  await partner.getByText('The owner has this open.', { exact: false }).waitFor()
  await owner.getByText('Grace Partner has this open.', { exact: false }).waitFor()
  await partner.keyboard.press('t')
  await partner.getByRole('menuitem', { name: 'Take it yourself' }).click()
  await owner.getByText('Grace Partner is on it').waitFor()
  await clean(owner, 'inbox-two')
})

test('both take the same one: the first has it, the second is told who', async () => {
  const title = 'Send the letter to our readers'
  await owner.getByRole('link', { name: new RegExp(title) }).click()
  // The owner’s page hears nothing of what the partner does.
  await owner.route('**/api/inbox', (route) => route.abort())
  await partner.getByRole('link', { name: new RegExp(title) }).click()
  await opened(partner, title)
  await partner.keyboard.press('t')
  await partner.getByRole('menuitem', { name: 'Take it yourself' }).click()
  await partner.getByText('Grace Partner is on it').waitFor()
  await owner.keyboard.press('t')
  await owner.getByRole('menuitem', { name: 'Take it yourself' }).click()
  await owner.getByText('Grace Partner took it first.').waitFor()
  await owner.unroute('**/api/inbox')
})

test('several are selected by keys and closed as seen; only what waits for no decision', async () => {
  await owner.goto(at('/inbox?kind=failed'))
  await list(owner).getByRole('link').nth(1).waitFor()
  await opened(owner, (await lines(owner))[0] ?? '')
  await owner.keyboard.press('x')
  await owner.keyboard.press('j')
  await owner.keyboard.press('Shift+X')
  await owner.getByText('2 items selected').waitFor()
  await clean(owner, 'inbox-selected')
  await owner.getByRole('button', { name: 'Close as seen' }).click()
  await owner.getByLabel('Note for the record').fill('The provider is down today.')
  await owner.getByRole('button', { name: 'Close 2 as seen' }).click()
  await owner.getByText('Nothing of the kind Failed task is here.').waitFor()
  await owner.goto(at('/ledger'))
  await owner
    .getByText(/^closed “Ask an?.*” as seen$/)
    .first()
    .waitFor()
})

test('a decision is made on a phone, where the inbox is a list or an item', async () => {
  const phone = await person(office.cookie, { ...wide, width: 390, height: 844 })
  await phone.goto(at('/inbox'))
  await list(phone).getByRole('link').first().waitFor()
  await clean(phone, 'inbox-390')
  await phone.getByRole('link', { name: /Send the letter/ }).click()
  const approve = phone.getByRole('button', { name: /^Approve send_message/ })
  await approve.waitFor()
  await clean(phone, 'inbox-item-390')
  await approve.click()
  await office.until(tasks.send, ({ status }) => status === 'done')
  const dark = await person(office.cookie, { ...wide, colorScheme: 'dark' })
  await dark.goto(at('/inbox'))
  await opened(dark, 'Choose a colour')
  await clean(dark, 'inbox-dark')
})

test('an approval that was given waits for the other one, and needs who gave it no more', async () => {
  const where = await office.aProject()
  const approvals = { send: { who: 'two' as const, upToUsd: null, above: 'two' as const } }
  await office.ask(policiesContract.changePolicy, {
    params: { scopeId: where.projectId },
    body: { document: { ...emptyDocument, approvals }, note: '', version: 0 },
  })
  const title = 'Write to the printer'
  const effect = 'effect: send_message {"to": "b@example.com", "body": "hello"}\nfinish: sent'
  const taskId = await office.aTask(where, `${title}\n${effect}`)
  await office.untilAsked(taskId)
  await owner.goto(at(`/tasks/${taskId}`))
  await owner.getByText('your approval of send_message').waitFor()
  await owner.getByRole('button', { name: /^Approve send_message/ }).click()
  await owner.getByText('Grace Partner, to approve send_message').waitFor()
  await owner.goto(at('/'))
  const line = (page: Page) =>
    page.getByRole('list', { name: 'Needs you' }).getByRole('listitem').filter({ hasText: title })
  await line(owner).getByText('waits for Grace Partner').waitFor()
  await line(owner)
    .getByRole('link', { name: `Look: ${title}` })
    .waitFor()
  const needs = owner.getByRole('region', { name: /^Needs you/ })
  const mine = async () => /^Needs you\s*(\d+)/.exec(await needs.innerText())?.[1] ?? 'no count'
  // Each is read by itself.
  await expect.poll(async () => (await count(owner))?.includes(`Inbox${await mine()} `)).toBe(true)
  await clean(owner, 'needs-others')
  await owner.goto(at('/inbox'))
  await list(owner).getByRole('link').first().waitFor()
  expect((await lines(owner)).at(-1)).toBe(title)
  await partner.goto(at('/'))
  await line(partner)
    .getByRole('link', { name: `Review: ${title}` })
    .waitFor()
})

test('no page broke on the way', () => {
  const isExpected = (line: string) => /ERR_FAILED/.test(line)
  expect(trouble.flat().filter((line) => !isExpected(line))).toEqual([])
})
