import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import { killPart } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of one agent: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
const ids = { project: '', agent: '', question: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  const where = await office.aProject()
  ids.project = where.projectId
  ids.agent = where.agentId
  const done = await office.aTask(where, 'learning: They read on Sundays | readers\nfinish: counted')
  await office.until(done, ({ status }) => status === 'done')
  const failed = await office.aTask(where, 'fail: 400')
  await office.until(failed, ({ status }) => status === 'failed')
  ids.question = await office.aTask(where, 'ask: Which colour? | red | blue\nfinish: painted')
  await office.until(ids.question, ({ waitKind }) => waitKind === 'operator')
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const open = () => page.goto(`${office.product.url}/agents/${ids.agent}`)

test('the page says what the agent is at, what went wrong, what it asked and learned', async () => {
  await open()
  await page.getByText('It has 1 open task').waitFor()
  await page.getByRole('link', { name: /^for an answer since/ }).waitFor()
  await page.getByRole('list', { name: 'What goes wrong' }).getByText('LLM request failed').waitFor()
  await page
    .getByRole('list', { name: 'What it asked' })
    .getByText('Which colour?', { exact: true })
    .waitFor()
  await page
    .getByRole('list', { name: 'What it learned' })
    .getByText('They read on Sundays', { exact: true })
    .waitFor()
  expect(await page.getByRole('list', { name: 'Recent runs' }).getByRole('listitem').count()).toBe(3)
})

test('an operator sets a heartbeat and sees the next times before', async () => {
  await page.getByRole('button', { name: 'Set a heartbeat' }).click()
  await page.getByLabel('What to look at').fill('finish: all quiet')
  await page.getByRole('combobox', { name: 'How often' }).click()
  await page.getByRole('option', { name: /cron expression/ }).click()
  await page.getByLabel('Cron expression').fill('0 9 30 2 *')
  await page.getByText('The cron expression never comes.').waitFor()
  await page.getByLabel('Cron expression').fill('0 9 * * 1-5')
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Mars/Base')
  await page.getByRole('button', { name: 'Set the heartbeat' }).click()
  await page
    .getByText('is not a time zone: Mars/Base. They look like Europe/Berlin', { exact: true })
    .waitFor()
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Berlin')
  await page.getByText(/The next three: .* · .* · /).waitFor()
  await page.getByRole('button', { name: 'Set the heartbeat' }).click()
  await page
    .getByText(/Mon to Fri at 09:00, only 08:00 to 20:00, Mon to Fri \(Europe\/Berlin\)/)
    .first()
    .waitFor()
})

test('a beat that is asked for becomes a task of the agent, and the strip shows it done', async () => {
  await page.getByRole('button', { name: 'Beat now' }).click()
  const strip = page.getByRole('list', { name: /Last beats/ })
  await strip.getByRole('link', { name: /: done$/ }).waitFor({ timeout: 30_000 })
  await strip.getByRole('link', { name: /: done$/ }).click()
  await page.getByRole('heading', { level: 1, name: /^Heartbeat of Ines/ }).waitFor()
  await page
    .getByText(/asked for this beat/)
    .first()
    .waitFor()
})

test('it is paused and resumed', async () => {
  await open()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText('Paused', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
})

test('two change the agent: the second is told, and nothing of the first is lost', async () => {
  await open()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Role').fill('Chief editor')
  const body = { name: 'Ines', role: 'Letter editor', version: 1 }
  await office.ask(agentsContract.changeAgent, { params: { agentId: ids.agent }, body })
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByText(/changed Ines while you did\. Nothing was saved/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Letter editor').first().waitFor()
})

test('a question is answered after a restart of the control worker', async () => {
  killPart(office, 'control')
  await page.goto(`${office.product.url}/tasks/${ids.question}`)
  await page.getByRole('radio', { name: /blue/ }).check()
  await page.getByRole('button', { name: 'Answer' }).click()
  const task = await office.until(ids.question, ({ status }) => status === 'done')
  expect(task.state.questions).toMatchObject([{ answer: 'blue' }])
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('the page and its forms are whole, and axe finds nothing', async () => {
    const context = await story.person(shape)
    const other = await context.newPage()
    const look = async (name: string) => {
      const folder = process.env.LOOKS_FOLDER ?? office.folder
      mkdirSync(folder, { recursive: true })
      await other.screenshot({ path: join(folder, `${name}-${view}.png`), fullPage: true })
      expect(await violationsOn(other), `axe on ${name}`).toEqual([])
      expect(await overflowOf(other), `${name} is wider than its window`).toBeLessThanOrEqual(0)
    }
    await other.goto(`${office.product.url}/agents/${ids.agent}`)
    await other.getByRole('list', { name: /Last beats/ }).waitFor()
    await other.getByRole('list', { name: 'What it learned' }).waitFor()
    await look('agent-page')
    await other.getByRole('button', { name: 'Edit the heartbeat' }).click()
    await other.getByText(/The next three/).waitFor()
    await look('agent-heartbeat-form')
    await other.keyboard.press('Escape')
    await other.getByRole('button', { name: 'Retire…' }).click()
    await look('agent-retire')
    await other.goto(`${office.product.url}/agents`)
    await other.getByText(/woken Mon to Fri/).waitFor()
    await look('agents-list')
    await context.close()
  })
})

test('a retired agent takes nothing any more, and its page stays', async () => {
  await open()
  await page.getByRole('button', { name: 'Retire…' }).click()
  await page.getByText('end its heartbeat').waitFor()
  await page.getByRole('button', { name: 'Retire Ines' }).click()
  await page.getByText(/It takes no tasks; what it did stays here/).waitFor()
  await page.getByText('Nothing wakes it by itself.').waitFor()
  // Refusals of the time zone, of times that never come, and of the second change are what the story is about.
  expect(story.trouble.flat().filter((line) => !/\b40[09]\b/.test(line))).toEqual([])
})
