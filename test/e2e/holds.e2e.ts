import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, overflowOf, startBrowser, troubleOf, views, violationsOn } from './stage.ts'

// One story of one project: each test goes on where the one before ended.
let office: TestProduct
let browser: Browser
let context: BrowserContext
let page: Page
let trouble: string[] = []
let where = { projectId: '', agentId: '' }
let held = ''

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
  context = await openContext(browser, undefined, { url: office.product.url, text: office.cookie })
  trouble = troubleOf(context)
  page = await context.newPage()
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

const at = (path: string) => `${office.product.url}/projects/${where.projectId}${path}`

test('a project is paused with a reason, and a new task waits and says so', async () => {
  await page.goto(at('/settings'))
  await page.getByRole('radio', { name: /^Paused/ }).check()
  await page.getByLabel('Why').fill('No printer')
  await page.getByRole('button', { name: 'Pause it' }).click()
  await page.getByText('Paused: no run starts.').waitFor()
  held = await office.aTask(where, 'Write the letter\nfinish: written')
  await office.until(held, ({ waitKind }) => waitKind === 'project')
  await page.goto(`${office.product.url}/tasks/${held}`)
  await page
    .getByText(/is paused: No printer/)
    .first()
    .waitFor()
})

test('made active, what waited is done by itself', async () => {
  await page.goto(at('/settings'))
  await page.getByText(/1 task waits to start/).waitFor()
  await page.getByRole('radio', { name: /^Active/ }).check()
  await page.getByRole('button', { name: 'Make it active' }).click()
  await office.until(held, ({ status }) => status === 'done')
})

test('a policy shows what saving it changes, and then what holds', async () => {
  await page.goto(at('/policies'))
  await page.getByText('No budget is set').waitFor()
  await page.getByRole('button', { name: 'Add a budget' }).click()
  await page.getByLabel('At most', { exact: true }).fill('1')
  await page.getByLabel('of', { exact: true }).selectOption('runs')
  await page.getByLabel('Further tries after a passing failure').fill('0')
  const changes = page.getByRole('list', { name: 'What saving changes' })
  await changes.getByText('New: At most 1 run a month; warns at 80 %.').waitFor()
  await changes.getByText(/A run that failed is not tried again\. Before:/).waitFor()
  await page.getByLabel('Note').fill('One letter a month')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await page.getByRole('list', { name: 'Versions' }).getByText('Version 1: One letter a month').waitFor()
  await page.getByText(/1 budget is spent/).waitFor()
})

test('a spent budget holds the next task; raised, the task goes on by itself', async () => {
  const taskId = await office.aTask(where, 'Write another\nfinish: written')
  await office.until(taskId, ({ waitKind }) => waitKind === 'budget')
  await page.goto(`${office.product.url}/inbox`)
  await page
    .getByText(/budget of 1 run a month is spent/)
    .first()
    .waitFor()
  await page.goto(at('/policies'))
  await page.getByLabel('At most', { exact: true }).fill('5')
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await office.until(taskId, ({ status }) => status === 'done')
  await page.getByText('2 runs used', { exact: true }).waitFor()
})

test('a run that used what was reserved for it is stopped, and waits for an operator', async () => {
  await page.goto(at('/policies'))
  await page.getByRole('button', { name: 'Add a budget' }).click()
  await page.getByLabel('of', { exact: true }).nth(1).selectOption('tokens')
  await page.getByLabel('At most', { exact: true }).nth(1).fill('1000000')
  await page.getByLabel('for one run').fill('1500')
  await page.getByRole('button', { name: 'Save as version 3' }).click()
  await page
    .getByRole('list', { name: 'Versions' })
    .getByText(/^Version 3/)
    .waitFor()
  const steps = Array.from({ length: 6 }, (_, i) => `slow: 900\nupdate: step ${i}`)
  const taskId = await office.aTask(where, ['Think for long', ...steps, 'finish: done'].join('\n'))
  const task = await office.until(taskId, ({ waitKind }) => waitKind === 'budget')
  expect(task.state.runs[0]).toMatchObject({ outcome: 'over_budget', reserved: { tokens: 1_500 } })
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await page
    .getByText(/used what was reserved for it/)
    .first()
    .waitFor()
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('its places are whole, and axe finds nothing', async () => {
    const other = await openContext(browser, shape, { url: office.product.url, text: office.cookie })
    const its = await other.newPage()
    const all = `${office.product.url}/policies`
    const places = [at('/settings'), at('/policies'), all, `${all}/${where.agentId}`]
    for (const [i, place] of places.entries()) {
      await its.goto(place)
      await its
        .getByRole('button', { name: /^(Save|Choose|Pause|Make)/ })
        .first()
        .waitFor()
      const name = `${['settings', 'policies', 'all-policies', 'agent-policy'][i]}-${view}.png`
      await its.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, name), fullPage: true })
      expect(await violationsOn(its), `axe on ${place}, ${view}`).toEqual([])
      expect(await overflowOf(its), `${place} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
    }
    await other.close()
  })
})

test('no page broke on the way', () => {
  expect(trouble).toEqual([])
})
