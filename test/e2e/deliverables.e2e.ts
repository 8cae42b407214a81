import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shippedContract } from '#api/shipped/contract.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openContext, startBrowser, troubleOf } from './stage.ts'

// One story: each test goes on where the one before ended.
const server = createServer((_req, res) => res.writeHead(page ? 200 : 404).end(page ?? ''))
let page: string | null = null
let office: TestProduct
let browser: Browser
let context: BrowserContext
let tab: Page
let trouble: string[] = []
let where: { projectId: string; agentId: string }
let address = ''
let taskId = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  address = `http://${host}/issue-148`
  process.env.FRONT_OFFICE_CHECK_HOSTS = host
  office = await startTestProduct()
  where = await office.aProject({ extraSafeTools: ['write'] })
  browser = await startBrowser()
  context = await openContext(browser, undefined, { url: office.product.url, text: office.cookie })
  trouble = troubleOf(context)
  tab = await context.newPage()
}, 180_000)
afterAll(async () => {
  delete process.env.FRONT_OFFICE_CHECK_HOSTS
  server.close()
  await browser?.close()
  await office?.stop()
})

const at = (path: string) => `${office.product.url}${path}`
const card = (name: string | RegExp) => tab.getByRole('article', { name })
const list = () => tab.getByRole('region', { name: 'Deliverables' })

test('deliverables are declared with what proves them; what cannot be is said at its field', async () => {
  await tab.goto(at(`/projects/${where.projectId}/new-task`))
  await tab.getByLabel('Title').fill('Issue 148')
  await tab
    .getByLabel(/^Intent/)
    .fill(['write: letter.md | Dear Ada', 'artifact: Letter | letter.md', 'finish: written'].join('\n'))
  await tab.getByLabel('Deliverable 1', { exact: true }).fill('Letter')
  await tab.getByLabel('Proof of deliverable 1').selectOption('file')
  await tab.getByLabel('Deliverable 1', { exact: true }).press('Enter')
  await tab.getByLabel('Deliverable 2', { exact: true }).fill('Page')
  await tab.getByLabel('Proof of deliverable 2').selectOption('url')
  await tab.getByLabel('Text of deliverable 2').fill('Issue 148')
  await tab.getByLabel('Address of deliverable 2').fill('http://169.254.169.254/latest')
  await tab.getByRole('button', { name: 'Add a deliverable' }).click()
  await tab.getByLabel('Deliverable 3', { exact: true }).fill('Look')
  await tab.getByLabel('Proof of deliverable 3').selectOption('review')
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.getByText('must be on the public internet; 169.254.169.254 is not').waitFor()
  await pictured(tab, 'declare')
  await tab.getByLabel('Address of deliverable 2').fill(address)
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.waitForURL(/\/tasks\/t_/)
  taskId = tab.url().replace(/.*\//, '')
})

test('refused: the page is not there, the agent was told, and an operator sees why', async () => {
  await card('Not proven: Page').waitFor()
  await card('Not proven: Page').getByText('It answered 404.').waitFor()
  await list().getByText('1 of 3 proven').waitFor()
  await list().getByText('The file is there and is what was recorded.').waitFor()
  await tab
    .getByText(/gave the work back to the agent/)
    .first()
    .waitFor()
  await pictured(tab, 'refused')
})

test('proved: it is put up, checked again, looked at, sent back with words and then taken', async () => {
  page = '<h1>Issue 148</h1>'
  await card('Not proven: Page').getByRole('button', { name: 'Check again' }).click()
  await card('Look at Look').waitFor()
  await list().getByText('2 of 3 proven').waitFor()
  await pictured(tab, 'look')
  expect(await card('Look at Look').getByRole('button', { name: 'Send it back' }).isDisabled()).toBe(true)
  await card('Look at Look').getByLabel('What you saw').fill('The date is wrong')
  await card('Look at Look').getByRole('button', { name: 'Send it back' }).click()
  await office.until(taskId, ({ state }) => state.runs.length === 3 && state.status === 'needs_verification')
  await tab.getByText('The date is wrong').first().waitFor()
  await card('Look at Look').getByRole('button', { name: 'It is right' }).click()
  await office.until(taskId, ({ status }) => status === 'done')
  await list().getByText('3 of 3 proven').waitFor()
  await pictured(tab, 'proven')
})

test('without proof it can be taken with a note, and says so for ever', async () => {
  const unproven = await office.aTask(where, 'artifact: Notes | javascript:alert(1)\nfinish: x', [
    'Sources',
    'Notes',
  ])
  await office.until(unproven, ({ status }) => status === 'needs_verification')
  await tab.goto(at(`/tasks/${unproven}`))
  await card('Not proven: Sources').getByLabel('Note for the record').fill('They came by post')
  await card('Not proven: Sources').getByRole('button', { name: 'Accept without proof' }).click()
  await list().getByText('accepted without proof').waitFor()
  await list()
    .getByText(/accepted it .*: They came by post/)
    .waitFor()
  expect(await tab.getByRole('link', { name: /javascript/ }).count()).toBe(0)
  await pictured(tab, 'waived')
})

test('what shipped is on the page of its project, and in the api', async () => {
  const { items } = await office.ask(shippedContract.listShipped, { query: { projectId: where.projectId } })
  expect(items.map(({ title, proof }) => `${title} ${proof}`).sort()).toEqual([
    ...['Letter file', 'Look review', 'Notes artifact', 'Page url'],
  ])
  await tab.goto(at(`/projects/${where.projectId}`))
  const shipped = tab.getByRole('list', { name: 'Shipped' })
  await shipped.getByRole('link', { name: address }).waitFor()
  await pictured(tab, 'shipped')
  await shipped.getByRole('link', { name: 'Letter' }).click()
  await tab.waitForURL(new RegExp(taskId))
})

test('no page broke on the way', () => {
  expect(trouble.filter((line) => !/\b400\b/.test(line))).toEqual([])
})
