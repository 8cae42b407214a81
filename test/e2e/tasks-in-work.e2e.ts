import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story of one project that does one thing after the other: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }
const tasks = { first: '', second: '', third: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const asks = (title: string) => office.aTask(where, `${title}\nask: Which colour?\nfinish: chosen`)
const untilItAsks = (taskId: string) => office.until(taskId, ({ waitKind }) => waitKind === 'operator')
const untilDone = (taskId: string) => office.until(taskId, ({ status }) => status === 'done')
const reason = '1 of at most 1 tasks in work in this project'
const inList = (title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: title, exact: true }) })

async function answer(taskId: string) {
  await page.goto(at(`/tasks/${taskId}`))
  await page.getByLabel('Your answer').fill('red')
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
}

test('a policy says how many tasks may be in work at once', async () => {
  await page.goto(at(`/projects/${where.projectId}/policies`))
  await page.getByLabel('Tasks in work at once').fill('1')
  const changes = page.getByRole('list', { name: 'What saving changes' })
  await changes.getByText('New: At most one task in work: begun, and not ended.').waitFor()
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await page
    .getByRole('list', { name: 'Rules that hold' })
    .getByText('At most one task in work: begun, and not ended.')
    .waitFor()
})

test('one that waits for a person is in work: what comes after it stands in line and says why', async () => {
  tasks.first = await asks('Paint the cover')
  await untilItAsks(tasks.first)
  tasks.second = await asks('Paint the back')
  await office.until(tasks.second, ({ waitKind }) => waitKind === 'limit')
  tasks.third = await office.aTask(where, 'Write the letter\nfinish: written')
  await office.until(tasks.third, ({ waitKind }) => waitKind === 'limit')
  await page.goto(at(`/tasks/${tasks.third}`))
  await page.getByText(`a free place: ${reason}`).first().waitFor()
  const line = page.getByRole('region', { name: 'In line' })
  await line.getByText(/2nd in line of 2 tasks, since/).waitFor()
  expect(await line.getByRole('listitem').allTextContents()).toEqual([
    expect.stringMatching('Paint the back'),
  ])
  await pictured(page, 'tasks-in-work')
  await page.goto(at('/tasks?view=open'))
  await inList('Paint the back').getByText(`1st in line; waits for: a free place: ${reason}`).waitFor()
  await inList('Write the letter').getByText(`2nd in line; waits for: a free place: ${reason}`).waitFor()
})

test('once it has ended the next in line starts, and that one alone', async () => {
  await answer(tasks.first)
  await untilDone(tasks.first)
  await untilItAsks(tasks.second)
  await page.goto(at(`/tasks/${tasks.third}`))
  await page.getByText(/1st in line of 1 task, since .* Nothing is before it: it starts next\./).waitFor()
  expect((await office.task(tasks.third)).state.runs).toEqual([])
})

test('an answer gives one in work its next run at once, though the limit is reached; then the last one starts', async () => {
  await answer(tasks.second)
  const second = await untilDone(tasks.second)
  const third = await untilDone(tasks.third)
  expect(second.state.runs.length).toBeGreaterThan(1)
  expect(third.state.runs[0]?.queuedAt).toBeDefined()
  expect(`${third.state.runs[0]?.queuedAt}` > `${second.endedAt}`).toBe(true)
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
