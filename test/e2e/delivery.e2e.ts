import { join } from 'node:path'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestProduct } from '../product.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'
import { untilExecutorIsReady } from './strange-job.ts'

// One story: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let running = ''
const waiting: string[] = []

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  await untilExecutorIsReady(office)
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor()

test('an owner limits the runs at once, and sees slots, line and versions', async () => {
  await page.goto(at('/executors'))
  await shows(/of 8 run slots used/)
  await shows(/plugin 0\.1\.0/)
  await shows(/protocol 4/)
  await page.getByLabel('Runs at once, at most').fill('0')
  await shows('must be at least 1; a paused project starts nothing')
  await page.getByLabel('Runs at once, at most').fill('1')
  const isSaved = (answer: Response) => answer.request().method() !== 'GET' && answer.ok()
  const save = page.getByRole('button', { name: /^Save the limit of/ })
  await Promise.all([page.waitForResponse(isSaved), save.click()])
  await page.goto(at('/executors'))
  await expect.poll(() => page.getByLabel('Runs at once, at most').inputValue()).toBe('1')
})

test('what has to wait says its place and what is before it', async () => {
  const where = await office.aProject()
  running = await office.aTask(where, 'Bake the bread\nhang')
  await office.until(running, ({ status }) => status === 'running')
  for (const title of ['Answer the refunds', 'Price the rolls', 'Write the letter']) {
    const taskId = await office.aTask(where, `${title}\nfinish: done`)
    await office.until(taskId, ({ waitKind }) => waitKind === 'limit')
    waiting.push(taskId)
  }
  await page.goto(at(`/tasks/${waiting[2]}`))
  await shows('3rd in line')
  const section = page.getByRole('region', { name: 'In line' })
  await section.getByText(/3rd in line of 3 tasks, since/).waitFor()
  expect(await section.getByRole('listitem').count()).toBe(2)
  await page.goto(at('/tasks?view=open'))
  await shows(/3rd in line; waits for: a free place: 1 of at most 1 runs at once on this executor/)
})

test('made urgent it is the next, and starts when the place is free', async () => {
  await page.goto(at(`/tasks/${waiting[2]}`))
  await page.getByLabel('Priority').selectOption('urgent')
  await page.getByText(/1st in line of 3 tasks, since/).waitFor()
  await shows('gave the task urgent priority')
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('its places are whole, and axe finds nothing', async () => {
    const other = await story.person(shape)
    const its = await other.newPage()
    const places = {
      line: [`/tasks/${waiting[1]}`, /in line of 3 tasks/],
      slots: ['/executors', /held by its limit of runs at once/],
    } as const
    for (const [name, [place, words]] of Object.entries(places)) {
      await its.goto(at(place))
      await its.getByText(words).first().waitFor()
      const path = join(process.env.LOOKS_FOLDER ?? office.folder, `delivery-${name}-${view}.png`)
      await its.screenshot({ path, fullPage: true })
      expect(await violationsOn(its), `axe on ${place}, ${view}`).toEqual([])
      expect(await overflowOf(its), `${place} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
    }
    await other.close()
  })
})

test('the urgent one starts first once the place is free', async () => {
  await page.goto(at(`/tasks/${running}`))
  await page.getByRole('button', { name: 'Cancel task' }).click()
  await page.getByRole('button', { name: 'Cancel the task' }).click()
  const ended = await Promise.all(waiting.map((id) => office.until(id, ({ status }) => status === 'done')))
  const [first, second, third] = ended.map(({ state }) => state.runs[0]?.queuedAt ?? '')
  expect([third, first, second].toSorted()).toEqual([third, first, second])
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
