import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moneyContract } from '#api/money/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { newId } from '#domain/ids.ts'
import { daysAfter, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { openDatabase } from '#prisma/client.ts'
import { setObjective } from '#prisma/write/settings/outcomes.ts'
import type { TestProduct } from '../product.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
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

const open = async (to = page) => {
  await to.goto(`${office.product.url}/projects/${where.projectId}/outcomes`)
  await to.getByRole('heading', { name: 'What is left' }).waitFor()
}
const booked = async () =>
  (await office.ask(moneyContract.listMoney, { params: { projectId: where.projectId } })).items
const money = () => page.getByRole('list', { name: 'Money' })

test('money is booked by hand, a wrong amount is said at its field', async () => {
  await open()
  await page.getByText('No money was earned or spent yet.').waitFor()
  await page.getByRole('button', { name: 'Book money…' }).click()
  await page.getByLabel('Amount, USD').fill('1,50')
  await page.getByLabel('What for').fill('Sponsor')
  await page.getByRole('button', { name: 'Book it' }).click()
  await page.getByText(/is not an amount: write it like 1234.50/).waitFor()
  expect(await booked()).toEqual([])
  await page.getByLabel('Amount, USD').fill('450')
  await page.getByRole('button', { name: 'Book it' }).click()
  await money().getByText('$450.00').waitFor()
  await page.getByText('So far it earned $450.00 more than it cost.').waitFor()
})

test('a file with bad lines is looked at; nothing is booked before it is confirmed, and then the good lines', async () => {
  const csv = [
    'kind,date,amount,note,id',
    'revenue,2026-11-02,9.00,Subscription,pi_1',
    'revenue,2026-11-03,abc,Subscription,pi_2',
    'cost,2026-11-04,30.25,Mail,',
    'cost,2026-11-04,30.25,Mail,',
    'gift,2026-02-30,1,,',
  ].join('\n')
  await page.getByRole('button', { name: 'Import CSV…' }).click()
  await page.getByLabel('Or its lines').fill(csv)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByText('2 lines can be booked, 1 line looks like another, 2 lines can’t be read.').waitFor()
  await page.getByText(/amount is not an amount/).waitFor()
  await page.getByText(/kind must be revenue or cost; date is not a day/).waitFor()
  await page.getByText('gift,2026-02-30,1,,').waitFor()
  await page.getByText('looks like line 4: choose it if both happened').waitFor()
  expect(await violationsOn(page)).toEqual([])
  expect(await booked()).toHaveLength(1)
  await page.getByRole('checkbox', { name: 'Book line 5' }).check()
  await page.getByRole('button', { name: 'Book 3 lines' }).click()
  await page.getByText('3 lines booked.').waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  expect(await booked()).toHaveLength(4)
  await page.getByText('So far it earned $398.50 more than it cost.').waitFor()
})

test('a reversed event stays, struck out, with why', async () => {
  const row = money().getByRole('listitem').filter({ hasText: 'Mail' }).first()
  await row.getByRole('button', { name: 'Mail', exact: true }).click()
  await row.getByRole('button', { name: /^Reverse Mail/ }).click()
  await row.getByLabel('Why').fill('Was paid once')
  await row.getByLabel('Why').press('Enter')
  await money()
    .getByText(/Reversed by The owner.*Was paid once/)
    .waitFor()
  await page.getByText('So far it earned $428.75 more than it cost.').waitFor()
  await page.getByRole('radiogroup', { name: 'Which money' }).getByText('Reversed').click()
  await money()
    .getByText(/Was paid once/)
    .waitFor()
  expect(await money().getByRole('listitem').count()).toBe(1)
  expect(page.url()).toContain('kind=reversed')
})

test('an objective is set and closed by keyboard alone', async () => {
  await open()
  // What is typed before a form has taken the focus goes nowhere.
  const isReady = () => page.locator('input:focus, textarea:focus').waitFor()
  await page.getByRole('button', { name: 'Set an objective…' }).focus()
  await page.keyboard.press('Enter')
  await isReady()
  await page.keyboard.type('Ten new readers')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Close Ten new readers' }).focus()
  await page.keyboard.press('Enter')
  await isReady()
  await page.keyboard.type('Eleven came')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Eleven came').waitFor()
  await page.getByText('1 of 1 objective of this week is hit').waitFor()
})

/** The API sets none for a week that is over: it was set in it. */
async function setLastWeek(title: string) {
  const last = weeksAfter(weekOf(new Date().toISOString().slice(0, 10)), -1)
  const database = openDatabase(office.product.appUrl, 1)
  const objective = { objectiveId: newId('objective'), week: last, title, target: null }
  const by = { actor: 'system:seed', at: new Date().toISOString() }
  await setObjective(database.pool, where.projectId, objective, by).finally(() => database.close())
}

test('an objective of an earlier week is closed, and stays to be read where the figure of what was hit leads', async () => {
  await setLastWeek('Two sponsors')
  await open()
  await page.getByRole('list', { name: 'Left open by an earlier week' }).getByText('Two sponsors').waitFor()
  await page.getByRole('button', { name: 'Close Two sponsors' }).click()
  await page.getByLabel('In a few words').fill('One answered')
  await page.getByRole('button', { name: 'Missed', exact: true }).click()
  const ended = page.getByRole('list', { name: 'Ended in earlier weeks' })
  await ended.getByText('One answered').waitFor()
  await page.getByRole('link', { name: /^Objectives hit.*1.*of 2 closed/ }).click()
  expect(new URL(page.url()).hash).toBe('#objectives')
  await page.locator('#objectives').getByRole('list', { name: 'Ended in earlier weeks' }).waitFor()
})

test('a decision is recorded, due on its day, and reviewed', async () => {
  await page.getByRole('button', { name: 'Record a decision…' }).click()
  await page.getByLabel('What was to be decided').fill('Price')
  await page.getByLabel('What you chose').fill('Nine dollars a month')
  await page.getByLabel('Review on').fill(new Date().toISOString().slice(0, 10))
  await page.getByRole('button', { name: 'Record the decision' }).click()
  await page.getByText('1 decision is due for review.').waitFor()
  await page.getByRole('button', { name: 'Review Price' }).click()
  await page.getByRole('button', { name: 'It was right' }).click()
  await page.getByText('Confirmed').waitFor()
})

test('a run without a price makes what is left unknown, here and over all projects, and says why', async () => {
  const learning = 'learning: They read on Sundays | readers\nfinish: told'
  await office.until(await office.aTask(where, learning), ({ status }) => status === 'done')
  const refused = await office.aTask(where, 'fail: 400')
  await office.until(refused, ({ status }) => status === 'failed')
  await open()
  await page.getByText(/What is left is unknown: \d ended runs? ha(s|ve) no known price/).waitFor()
  const left = page.getByRole('row', { name: /^Left/ }).getByText('unknown')
  await left.hover()
  await page
    .getByRole('tooltip')
    .getByText(/no known price\. The known part is/)
    .waitFor()
  await page.getByText('They read on Sundays').waitFor()
  await page.goto(`${office.product.url}/outcomes`)
  await page
    .getByRole('row', { name: /^All projects/ })
    .getByText('unknown')
    .first()
    .waitFor()
  const { total } = await office.ask(outcomesContract.getOutcomes)
  expect(total.revenue).toEqual({ known: '459.00', gaps: [] })
})

test('a line of the last 30 days opens what it counted in them', async () => {
  const params = { projectId: where.projectId }
  const { today } = await office.ask(outcomesContract.getProjectOutcomes, { params })
  const old = { kind: 'revenue', amount: '7', occurredOn: daysAfter(today, -40), note: 'Long ago' } as const
  await office.ask(moneyContract.bookMoney, { params, body: old })
  const taskId = await office.aTask(where, 'finish: told')
  await office.until(taskId, ({ status }) => status === 'done')
  await office.ask(tasksContract.messageTask, { params: { taskId }, body: { text: 'Well told.' } })
  await open()
  const left = page.getByRole('region', { name: 'What is left' })
  await left.getByText('30 days').click()
  await left.getByRole('link', { name: 'Revenue' }).click()
  await page.getByRole('button', { name: 'Not only of the last 30 days' }).waitFor()
  const sumOf = (texts: string[]) =>
    texts.reduce((sum, text) => sum + Number(/\$([\d.]+)/.exec(text)?.[1] ?? Number.NaN), 0)
  const line = sumOf(await left.getByRole('row', { name: /^Revenue/ }).allInnerTexts())
  await expect.poll(async () => sumOf(await money().getByRole('listitem').allInnerTexts())).toBe(line)
  expect(await money().getByText('Long ago').count()).toBe(0)
  await page.getByRole('button', { name: 'Not only of the last 30 days' }).click()
  await money().getByText('Long ago').waitFor()
  await left.getByText('30 days').click()
  await left.getByRole('link', { name: /^Operators/ }).click()
  await page.getByText('Only what operators decided, answered and wrote').waitFor()
  await page.getByRole('row', { name: /message_sent Well told\./ }).waitFor()
})

test.each(Object.entries(views))('at %s both pages are whole, and axe finds nothing', async (name, view) => {
  const other = await story.person(view)
  const sheet = await other.newPage()
  const look = async (place: string) => {
    await sheet.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
    const folder = process.env.LOOKS_FOLDER ?? office.folder
    await sheet.screenshot({ path: join(folder, `${place}-${name}.png`), fullPage: true })
    expect(await violationsOn(sheet)).toEqual([])
    expect(await overflowOf(sheet)).toBeLessThanOrEqual(0)
  }
  await open(sheet)
  await look('project-outcomes')
  for (const button of ['Book money…', 'Set an objective…', 'Record a decision…', 'Price operators’ time…'])
    await sheet.getByRole('button', { name: button }).click()
  await look('project-outcomes-forms')
  await sheet.goto(`${office.product.url}/outcomes`)
  await sheet.getByRole('heading', { name: 'Objectives of this week' }).waitFor()
  await look('outcomes')
  await other.close()
})

test('no page broke on the way', () => {
  // The refused amount is what the story is about.
  expect(story.trouble.flat().filter((line) => !/\b400\b/.test(line))).toEqual([])
})
