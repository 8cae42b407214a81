import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { policiesContract } from '#api/policies/contract.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of one project: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }
let held = ''
let stopped = ''

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const budget = { metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 } as const
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
  stopped = taskId
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('its places are whole, and axe finds nothing', async () => {
    const other = await story.person(shape)
    const its = await other.newPage()
    const all = `${office.product.url}/policies`
    const task = `${office.product.url}/tasks/${stopped}`
    const places = [at('/settings'), at('/policies'), all, `${all}/${where.agentId}`, task]
    for (const [i, place] of places.entries()) {
      await its.goto(place)
      await its
        .getByRole('button', { name: /^(Save|Choose|Pause|Make|Raise)/ })
        .first()
        .waitFor()
      const name = `${['settings', 'policies', 'all-policies', 'agent-policy', 'spent-task'][i]}-${view}.png`
      await its.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, name), fullPage: true })
      expect(await violationsOn(its), `axe on ${place}, ${view}`).toEqual([])
      expect(await overflowOf(its), `${place} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
    }
    await other.close()
  })
})

test('raised once from the inbox, the task goes on, and the budget stays as it was', async () => {
  await page.goto(`${office.product.url}/inbox/budget:${stopped}`)
  await page.getByLabel('Tokens more').fill('')
  await page.getByRole('button', { name: 'Raise once' }).click()
  await page.getByText('Say by how much').waitFor()
  await page.getByLabel('Tokens more').fill('900000')
  await page.getByRole('button', { name: 'Raise once' }).click()
  const { state } = await office.until(stopped, ({ status }) => status === 'done')
  expect(state.runs.map(({ reserved }) => reserved?.tokens)).toEqual([1_500, 901_500])
  await page.goto(`${office.product.url}/tasks/${stopped}`)
  await page.getByText(/use 900,000 tokens more, once/).waitFor()
})

test('raised for good on the task’s page it is a new version by name, which lets go what it held', async () => {
  const elsewhere = await office.aProject()
  const document = { ...emptyDocument, budgets: [budget] }
  const params = { scopeId: elsewhere.projectId }
  await office.ask(policiesContract.changePolicy, { params, body: { document, version: 0 } })
  const first = await office.aTask(elsewhere, 'Write the first\nfinish: written')
  await office.until(first, ({ status }) => status === 'done')
  const next = await office.aTask(elsewhere, 'Write the next\nfinish: written')
  await office.until(next, ({ waitKind }) => waitKind === 'budget')
  await page.goto(`${office.product.url}/tasks/${next}`)
  await page.getByRole('radio', { name: 'For good' }).check()
  await page.getByText(/project’s budget of 1 run for good: 1 run used/).waitFor()
  await page.getByLabel('Runs at most').fill('1')
  await page.getByRole('button', { name: 'Raise it for good, as version 2' }).click()
  await page.getByText('Say more than 1 run', { exact: true }).waitFor()
  await page.getByLabel('Runs at most').fill('9')
  await page.getByLabel('Note', { exact: true }).fill('It is a weekly')
  const changes = page.getByRole('list', { name: 'What raising it changes' })
  await changes.getByText(/At most 9 runs for good; warns at 80 %\. Before: At most 1 run for good/).waitFor()
  await page.getByText(/Raising it makes version 2 of .*, by /).waitFor()
  await pictured(page, 'raise-for-good')
  await page.getByRole('button', { name: 'Raise it for good, as version 2' }).press('Enter')
  await office.until(next, ({ status }) => status === 'done')
  await page.goto(`${office.product.url}/projects/${elsewhere.projectId}/policies`)
  await page.getByRole('list', { name: 'Versions' }).getByText('Version 2: It is a weekly').waitFor()
})

test('a task is given a budget of its own, and it holds the task', async () => {
  const taskId = await office.aTask(await office.aProject(), 'ask: Which one?\nfinish: done')
  await office.until(taskId, ({ waitKind }) => waitKind === 'operator')
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await page.getByRole('button', { name: 'Set a budget' }).click()
  // Once it is open, the form gives its first field the focus: what is typed on a slow machine before that goes there.
  await page.getByLabel('US dollars at most').and(page.locator(':focus')).waitFor()
  const field = page.getByLabel('Runs at most')
  await field.fill('1')
  // The button of the form leaves the window, as it does where what is above it is read late.
  await page.setViewportSize({ width: 1280, height: 260 })
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded()
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 200))))
  expect(await field.and(page.locator(':focus')).inputValue()).toBe('1')
  await page.setViewportSize({ width: 1280, height: 832 })
  await page.getByRole('button', { name: 'Save the budget' }).click()
  await page.getByText('1 run', { exact: true }).waitFor()
  await page.getByLabel('Your answer').fill('Blue')
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  await office.until(taskId, ({ waitKind }) => waitKind === 'budget')
  await page
    .getByText(/task’s own budget of 1 run for good is spent/)
    .first()
    .waitFor()
})

async function saveFirstVersion() {
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await page
    .getByRole('list', { name: 'Versions' })
    .getByText(/^Version 1/)
    .waitFor()
}

test('hours in a policy hold a run until they come; without them it goes on by itself', async () => {
  const elsewhere = await office.aProject()
  const policies = `${office.product.url}/projects/${elsewhere.projectId}/policies`
  await page.goto(policies)
  await page.getByLabel('Runs start only in these hours').check()
  // The only day is neither today nor the next, whenever this runs.
  const open = (new Date().getUTCDay() + 3) % 7
  for (const [day, name] of ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].entries())
    await page.getByLabel(name, { exact: true }).setChecked(day === open)
  await saveFirstVersion()
  const taskId = await office.aTask(elsewhere, 'Write at night\nfinish: written')
  await office.until(taskId, ({ waitKind }) => waitKind === 'hours')
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await page
    .getByText(/runs start \w{3} 09:00–17:00 UTC/)
    .first()
    .waitFor()
  await page.goto(policies)
  await page.getByLabel('Runs start only in these hours').uncheck()
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await office.until(taskId, ({ status }) => status === 'done')
})

test('a limit of runs at once holds the next one, which says so, and goes on once it is raised', async () => {
  const elsewhere = await office.aProject()
  const policies = `${office.product.url}/projects/${elsewhere.projectId}/policies`
  await page.goto(policies)
  await page.getByLabel('Runs at once').fill('1')
  await saveFirstVersion()
  const running = await office.aTask(elsewhere, 'hang')
  await office.until(running, ({ status }) => status === 'running')
  const taskId = await office.aTask(elsewhere, 'Write the next\nfinish: written')
  await office.until(taskId, ({ waitKind }) => waitKind === 'limit')
  await page.goto(`${office.product.url}/tasks/${taskId}`)
  await page
    .getByText(/1 of at most 1 runs at once in this project/)
    .first()
    .waitFor()
  await page.goto(policies)
  await page.getByLabel('Runs at once').fill('2')
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await office.until(taskId, ({ status }) => status === 'done')
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
