import type { Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { homeContract } from '#api/home/contract.ts'
import { moneyContract } from '#api/money/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { streamPath } from '#api/stream/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { homeRequests } from '../bench/home-requests.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { overflowOf, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const today = () => new Date().toISOString().slice(0, 10)
const params = () => ({ projectId: where.projectId })
const section = (name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) })
/** Follows a link of the page, and comes back. */
async function opens(name: RegExp, heading: string) {
  await page.getByRole('link', { name }).first().click()
  await page.getByRole('heading', { name: heading }).first().waitFor()
  await page.goBack()
  await section('Reliability').waitFor()
}

test('with one project and nothing in it, each part says what would appear there', async () => {
  await page.goto(office.product.url)
  await page.getByText('Nothing has shipped yet today.').waitFor()
  for (const words of [
    'No objective is set for this week.',
    'No rule sees a risk.',
    'No budget is set: nothing stops a run for what it costs.',
    'Nothing has failed in 30 days.',
    'record and executors agree',
  ])
    await page.getByText(words).first().waitFor()
  expect(await violationsOn(page)).toEqual([])
})

test('what ships, is earned, planned and spent appears by itself, as it is recorded', async () => {
  const { week } = (await office.ask(homeContract.getHome)).week
  const money = { kind: 'revenue' as const, amount: '450', occurredOn: today(), note: 'Sponsor' }
  await office.ask(moneyContract.bookMoney, { params: params(), body: money })
  await office.ask(outcomesContract.setObjective, {
    params: params(),
    body: { week, title: 'Ten letters out', target: '10' },
  })
  const budgets = [{ metric: 'runs' as const, period: 'month' as const, limit: 10, perRun: null, warnAt: 10 }]
  await office.ask(policiesContract.changePolicy, {
    params: { scopeId: where.projectId },
    body: { document: { ...emptyDocument, budgets }, note: '', version: 0 },
  })
  const intent = 'Write the letter\nartifact: Letter | letter.md\nfinish: written'
  await office.until(await office.aTask(where, intent, ['Letter']), ({ status }) => status === 'done')

  await section('Ships this week')
    .getByRole('link', { name: /^Letter/ })
    .waitFor()
  await section('Objectives').getByText('Ten letters out').waitFor()
  await section('Risk flags').getByText('A budget is nearly spent').waitFor()
  await section('Budget burn')
    .getByText('1 runs of 10 runs a month')
    .or(section('Budget burn').getByText('1 run of 10 runs a month'))
    .waitFor()
  const row = page.getByRole('table').getByRole('row').nth(1)
  await row.getByText('1 run of 10 runs').waitFor()
  await row.getByText('$450').first().waitFor()
  expect(await violationsOn(page)).toEqual([])
})

test('what was taken without proof counts as shipped, and every number says that it has none', async () => {
  const check = { kind: 'json' as const, path: 'readers.json', schema: { type: 'object' } }
  const body = {
    ...{ ...where, title: 'Count the readers' },
    intent: 'artifact: Readers | readers.txt\nfinish: counted',
    deliverables: [{ title: 'Readers', check }],
  }
  const { taskId } = await office.ask(tasksContract.createTask, { body })
  await office.until(taskId, ({ status }) => status === 'needs_verification')
  await office.ask(tasksContract.acceptWork, { params: { taskId }, body: { note: 'I counted them.' } })
  await office.until(taskId, ({ status }) => status === 'done')
  const lead = page.getByText(/at work/).filter({ hasText: '2 shipped this week, 1 of them without proof.' })
  await lead.waitFor()
  await section('Ships this week').getByText('2 shipped, 1 of them without proof').waitFor()
  await page.getByRole('table').getByRole('link', { name: '1 without proof' }).waitFor()
  await pictured(page, 'home-waived')
  await page.goto(`${office.product.url}/projects/${where.projectId}`)
  await page.getByText('accepted without proof').waitFor()
  await pictured(page, 'project-waived')
  await page.goto(`${office.product.url}/shipped`)
  await page.getByText('1 of them without proof').waitFor()
  await pictured(page, 'shipped-waived')
  await page.goto(office.product.url)
})

test('every figure opens what is behind it', async () => {
  await opens(/^Letter/, 'Write the letter')
  await opens(/^Ten letters out/, 'What is left')
  await opens(/^A budget is nearly spent/, 'Budgets')
  await opens(/^All that shipped/, 'Shipped')
  await opens(/^Missed beats/, 'Ledger')
  await opens(/^Open drift/, 'Findings')
  await opens(/^\$450/, 'What is left')
})

const entryRows = () => page.getByRole('table').locator('tbody tr')
const taskRows = () => page.getByRole('list', { name: 'Tasks' }).getByRole('listitem')
/** The number behind a link is the number of rows on the page that it opens; that number. */
async function opensAsMany(link: Locator, rows: () => Locator, counted: RegExp): Promise<number> {
  const text = await link.innerText()
  const count = Number(counted.exec(text)?.[1])
  await link.click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await (count > 0 ? rows().nth(count - 1) : page.getByText('No entry matches.')).waitFor()
  expect([text, await rows().count()]).toEqual([text, count])
  expect(await page.getByRole('button', { name: /^Not only/ }).count()).toBeGreaterThan(0)
  await page.goBack()
  await section('Reliability').waitFor()
  return count
}

test('a figure opens exactly what it counts, and says what is left out', async () => {
  for (const intent of ['Write two\nfail: 401', 'Write three\nfail: 401'])
    await office.until(await office.aTask(where, intent), ({ status }) => status === 'failed')
  await page.reload()
  await section('Failure patterns').getByRole('listitem').first().waitFor()
  const figure = (name: RegExp) => section('Reliability').getByRole('link', { name })
  const value = /\n(\d+)/
  expect(await opensAsMany(figure(/^Runs that ended/), entryRows, value)).toBeGreaterThanOrEqual(3)
  expect(await opensAsMany(figure(/^Failed runs/), entryRows, value)).toBeGreaterThanOrEqual(2)
  await opensAsMany(figure(/^Retries/), entryRows, value)
  await opensAsMany(figure(/^Missed beats/), entryRows, value)
  const pattern = section('Failure patterns').getByRole('listitem').first()
  const tasks = Number(/in (\d+) tasks?/.exec(await pattern.innerText())?.[1])
  await pattern.getByRole('link').first().click()
  await taskRows()
    .nth(tasks - 1)
    .waitFor()
  expect(await taskRows().count()).toBe(tasks)
  await page.getByRole('button', { name: /^Not only what failed so/ }).click()
  await page.getByRole('link', { name: 'Write the letter' }).waitFor()
  await page.goto(office.product.url)
})

test('what is under way opens just the tasks that have said what they ship', async () => {
  const asking = await office.aTask(where, 'ask: Which cover? | red | blue\nfinish: chosen', ['Cover'])
  await office.until(asking, ({ status }) => status === 'waiting')
  const link = section('Ships this week').getByRole('link', { name: '1 under way' })
  await link.waitFor()
  expect(await opensAsMany(link, taskRows, /^(\d+)/)).toBe(1)
})

test('it asks for what the bench of it measures, and for nothing else', async () => {
  const asked: string[] = []
  const hear = (request: Request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/api/')) asked.push(`${pathname.slice('/api'.length)}${search}`)
  }
  await page.goto('about:blank')
  page.on('request', hear)
  await page.goto(office.product.url)
  await section('Reliability').waitFor()
  // One of them waits for an answer, and the line says for whose.
  await section('At work and waiting').getByRole('listitem').first().waitFor()
  await section('Needs you').getByRole('listitem').first().waitFor()
  page.off('request', hear)
  expect(asked.toSorted()).toEqual([...homeRequests, streamPath].toSorted())
})

test('a failure pattern becomes a task that removes the cause, in one form that is filled in', async () => {
  const pattern = section('Failure patterns').getByRole('listitem').first()
  const signature = await pattern.getByRole('link').first().innerText()
  await pattern.getByRole('link', { name: /^Harden against/ }).click()
  await page.waitForURL(/\/new-task\?/)
  expect(await page.getByLabel('Title').inputValue()).toBe(`Harden: ${signature}`)
  expect(await page.getByLabel('Intent').inputValue()).toContain('Find the cause')
  await page.getByRole('button', { name: 'Give the task' }).click()
  await page.waitForURL(/\/tasks\/t_/)
  await page.getByRole('heading', { name: `Harden: ${signature}` }).waitFor()
  const taskId = page.url().split('/').at(-1) ?? ''
  const { state } = await office.task(taskId)
  expect(state.intent).toContain(signature)
  await page.goto(office.product.url)
})

test('on a phone nothing is cut off', async () => {
  const phone = await story.person({ width: 390, height: 844, colorScheme: 'dark' })
  const small = await phone.newPage()
  await small.goto(office.product.url)
  await small.getByText('Ten letters out').waitFor()
  expect(await overflowOf(small)).toBe(0)
  expect(await violationsOn(small)).toEqual([])
  await phone.close()
  expect(story.trouble.flat()).toEqual([])
})
