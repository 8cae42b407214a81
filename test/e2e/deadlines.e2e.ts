import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tasksContract } from '#api/tasks/contract.ts'
import type { TestProduct } from '../product.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'
import { untilExecutorIsReady } from './strange-job.ts'

// One story: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where: { projectId: string; agentId: string }
let planned = ''
let late = ''

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  await untilExecutorIsReady(office)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor()

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()

async function aTask(intent: string, due: { dueAt: string; dueEnd: 'late' | 'cancel' }): Promise<string> {
  const body = { ...where, title: intent.split('\n')[0] ?? '', intent, ...due }
  return (await office.ask(tasksContract.createTask, { body })).taskId
}

test('a task is given with a deadline by one click, and what is wrong with another is said at the field', async () => {
  await page.goto(at(`/projects/${where.projectId}/new-task`))
  await page.getByLabel('Title').fill('Write the letter')
  await page.getByLabel('Intent').fill('Write it.\nhang')
  await page.getByLabel('Due').fill('2020-01-01T10:00')
  await page.getByRole('button', { name: 'Give the task' }).click()
  await shows('is in the past: choose a time that is to come')
  await page.getByRole('button', { name: 'Tomorrow, 18:00' }).click()
  await page.getByLabel('If it is still open then').selectOption('cancel')
  await page.getByRole('button', { name: 'Give the task' }).click()
  await page.waitForURL(/\/tasks\/t_/)
  planned = page.url().split('/').at(-1) ?? ''
  await shows(/^due in .+, then cancelled$/)
  await shows(/^asked for the task, due .+, and it is cancelled then$/)
})

test('its deadline is changed on its page, and two who do that at once are told of each other', async () => {
  const other = await (await story.person()).newPage()
  await other.goto(at(`/tasks/${planned}`))
  const theirs = other.getByRole('form', { name: 'Deadline' })
  await other.getByRole('button', { name: 'Change the deadline' }).click()
  await page.getByRole('button', { name: 'Change the deadline' }).click()
  const form = page.getByRole('form', { name: 'Deadline' })
  await form.getByLabel('If it is still open then').selectOption('late')
  await form.getByRole('button', { name: 'Save the deadline' }).click()
  await shows(/^made the task due .+, and it is late then$/)
  await theirs.getByText(/^Somebody changed it meanwhile: it is due /).waitFor()
  await theirs.getByRole('button', { name: 'At no time' }).click()
  await theirs.getByRole('button', { name: 'Save yours instead' }).click()
  await shows('took the deadline away')
  await other.context().close()
})

test('a run that is under way at its deadline is ended by it, and the record says so', async () => {
  const from = { dueAt: inSeconds(3_600), dueEnd: 'cancel' as const }
  const taskId = await aTask('Bake the bread\nhang', from)
  await office.until(taskId, ({ status }) => status === 'running')
  const body = { dueAt: inSeconds(10), dueEnd: 'cancel' as const, from }
  await office.ask(tasksContract.setDeadline, { params: { taskId }, body })
  await office.until(taskId, ({ status }) => status === 'cancelled')
  await page.goto(at(`/tasks/${taskId}`))
  await shows('saw the deadline pass, and cancels the task by it')
  await shows('Its deadline passed before it was done')
})

test('a late task is seen as late in its list, on Home, and by its page', async () => {
  late = await aTask('Price the rolls\nhang', { dueAt: inSeconds(10), dueEnd: 'late' })
  await office.until(late, ({ state }) => state.deadline?.passedAt !== undefined)
  await page.goto(at('/tasks?view=late'))
  const rows = page.getByRole('list', { name: 'Tasks' }).getByRole('listitem')
  await expect.poll(() => rows.count()).toBe(1)
  await rows.getByText(/^\d+ (s|min) late$/).waitFor()
  await page.goto(at('/'))
  await shows('1 task is late')
  await shows(/“Price the rolls” was due \d+ min ago/)
  await page.getByRole('link', { name: '1 task is late' }).click()
  await page.waitForURL(new RegExp(late))
  await shows('saw the deadline pass: the task is late')
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('its places are whole, and axe finds nothing', async () => {
    const person = await story.person(shape)
    const its = await person.newPage()
    const shoot = async (name: string) => {
      const path = join(process.env.LOOKS_FOLDER ?? office.folder, `deadlines-${name}-${view}.png`)
      await its.screenshot({ path, fullPage: true })
      expect(await violationsOn(its), `axe on ${name}, ${view}`).toEqual([])
      expect(await overflowOf(its), `${name} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
    }
    await its.goto(at(`/projects/${where.projectId}/new-task`))
    await its.getByRole('button', { name: 'Tomorrow, 18:00' }).click()
    await shoot('new-task')
    await its.goto(at('/tasks?view=late'))
    await its
      .getByText(/ late$/)
      .first()
      .waitFor()
    await shoot('list')
    await its.goto(at(`/tasks/${late}`))
    await its.getByRole('button', { name: 'Change the deadline' }).click()
    await its.getByRole('button', { name: 'Save the deadline' }).waitFor()
    await shoot('task')
    await its.goto(at('/'))
    await its.getByText('1 task is late').first().waitFor()
    await shoot('home')
    await person.close()
  })
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
