import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tasksContract } from '#api/tasks/contract.ts'
import { exportLines } from '../../cli/ledger-export.ts'
import { checkRebuild } from '../../cli/ledger-rebuild.ts'
import { oneByOne, readAnchors, verifyLines } from '../../cli/ledger-verify.ts'
import { openSession } from '../../cli/session.ts'
import type { TestProduct } from '../product.ts'
import { until, type View, wide } from './stage.ts'
import { openStory, type Story } from './story.ts'
import { expectWhole } from './whole-page.ts'

// One task's life, looked at again from its end; then the ledger that it is in.
let story: Story
let office: TestProduct
let page: Page
let taskId = ''
let past = ''
const phone: View = { width: 390, height: 844, colorScheme: 'dark' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  const effect = `effect: send_message ${JSON.stringify({ to: 'a@example.com', body: 'Issue 148' })}`
  taskId = await office.aTask(await office.aProject(), `${effect}\nfinish: The letter is sent.`)
  await office.decide(await office.untilAsked(taskId), 'approved')
  await office.until(taskId, ({ status }) => status === 'done')
}, 180_000)
afterAll(() => story?.close())

const at = (path: string) => story.at(path)
const slider = (on: Page = page) => on.getByRole('slider', { name: 'As of' })
const approve = (on: Page = page) => on.getByRole('button', { name: /^Approve send_message/ })
/** Of a task that is done alone. */
const result = (on: Page = page) => on.getByRole('heading', { name: 'Result' })
const banner = (on: Page = page) => on.getByText('This is the past:')

test('keys go back through the life of a task, and the page is as it was then', async () => {
  await page.goto(at(`/tasks/${taskId}`))
  await result().waitFor()
  await slider().focus()
  expect(await slider().getAttribute('aria-valuetext')).toBe('now')
  const { items } = await office.ask(tasksContract.listTaskEntries, { params: { taskId }, query: {} })
  const decided = items.find(({ type }) => type === 'approval_decided')?.streamSeq ?? 0
  const told = async () =>
    Number(/after (\d+) of/.exec(await page.getByText(/the task as it was on/).innerText())?.[1])
  // As many steps as it has to be: the page says of each how much was recorded then.
  for (let before = items.length; before >= decided; before = await told()) {
    await page.keyboard.press('ArrowLeft')
    await expect.poll(told).toBeLessThan(before)
  }
  await approve().waitFor()
  expect(await slider().evaluate((thumb) => thumb === document.activeElement)).toBe(true)
  const header = page.locator('header', { has: page.getByRole('heading', { level: 1 }) })
  await header.getByText('Waiting', { exact: true }).waitFor()
  expect(await result().count()).toBe(0)
  await page.waitForURL(/[?&]at=/)
  past = page.url()
  await expectWhole(page, 'past-1280-light', office.folder)
})

test('nothing acts in the past, and each control says why', async () => {
  expect(await approve().isDisabled()).toBe(true)
  await page.getByText('This is the past. Go back to now to act.').first().waitFor()
  await page.getByRole('button', { name: 'Cancel task' }).click({ force: true })
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('the address shows somebody else the same moment, on a phone too', async () => {
  for (const [name, view] of [
    ['past-390-dark', phone],
    ['past-390-light', { ...phone, colorScheme: 'light' as const }],
    ['past-1280-dark', { ...wide, colorScheme: 'dark' as const }],
  ] as const) {
    const own = await story.person(view)
    const other = await own.newPage()
    await other.goto(past)
    await banner(other).waitFor()
    await approve(other).waitFor()
    await expectWhole(other, name, office.folder)
    await own.close()
  }
})

test('back to now everything is as it is, and the address says nothing of the past', async () => {
  await page.getByRole('button', { name: 'Back to now' }).click()
  await result().waitFor()
  expect(await banner().count()).toBe(0)
  expect(page.url()).toBe(at(`/tasks/${taskId}`))
  await expectWhole(page, 'now-1280-light', office.folder)
})

test('a time before the task, and one that is none, are said with the way back', async () => {
  const own = await story.person()
  story.trouble.splice(0)
  const other = await own.newPage()
  await other.goto(at(`/tasks/${taskId}?at=2020-01-01T00:00:00.000Z`))
  await other.getByText(/The task was not there yet: it was asked for at/).waitFor()
  await expectWhole(other, 'no-past', office.folder)
  await other.goto(at(`/tasks/${taskId}?at=2099-01-01T00:00:00.000Z`))
  await other.getByText('The time in the address is in the future. Go back to now.').waitFor()
  await other.getByRole('button', { name: 'Back to now' }).click()
  await result(other).waitFor()
  await own.close()
})

test('the ledger is anchored beside the database, verifies against that, and its rows are its fold', async () => {
  const file = join(office.folder, 'anchors.ndjson')
  const anchors = await until(async () => {
    const noted = existsSync(file) ? await readAnchors(file) : []
    return noted.length > 0 ? noted : undefined
  }, 'an anchor')
  const session = await openSession(office.account)
  const verdict = await verifyLines(oneByOne(exportLines(session)), anchors)
  expect(verdict.fault).toBeNull()
  expect(verdict.head.position).toBeGreaterThanOrEqual(anchors.at(-1)?.position ?? 0)
  const told: string[] = []
  expect(await checkRebuild(session, { say: (line) => told.push(line) })).toEqual({ differences: 0 })
  expect(told.find((line) => line.startsWith('proposal'))).toMatch(/^proposal +1 +1 +0$/)
  await page.goto(at('/ledger'))
  await page.getByText(/^anchored to #/).waitFor()
  await expectWhole(page, 'ledger-anchored', office.folder)
})

test('nothing went wrong on any page', () => {
  expect(story.trouble.flat()).toEqual([])
})
