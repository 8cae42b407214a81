import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorsContract } from '#api/executors/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { asked } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { lookNow } from './look-now.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: the first look, a job changed behind our back, its repair, one that is adopted and one that is ignored.
let story: Story
let office: TestProduct
let page: Page

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  await office.aProject()
  const isReady = async () => (await office.ask(executorsContract.listExecutors)).items[0]?.state === 'ready'
  for (const deadline = Date.now() + 60_000; !(await isReady()); await sleep(200))
    if (Date.now() > deadline) throw new Error('the executor is not ready')
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
function byHand<T>(method: string, params: Record<string, unknown>): Promise<T> {
  const { ports, secrets } = office.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  return asked<T>(target, method, params, ['operator.read', 'operator.admin'])
}
const job = (name: string, message: string) => ({
  name,
  agentId: 'main',
  schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
  sessionTarget: 'isolated',
  wakeMode: 'now',
  payload: { kind: 'agentTurn', message },
})
interface Job {
  id: string
  payload: { message: string }
}

test('a page that says when was last looked and what was compared', async () => {
  await page.goto(at('/executors'))
  await page.getByRole('heading', { name: 'Drift' }).waitFor()
  await page.getByRole('link', { name: 'Findings' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor()
  await lookNow(story)
  await page.getByText('The record and what is there agree, as of the last look.').waitFor()
  await page.getByText('No difference is open.').waitFor()
  await page.getByText('compared 0 jobs, 1 agent and 0 files').waitFor()
})

test('an extra job is shown, and adopted with a reason', async () => {
  const { id } = await byHand<Job>('cron.add', job('Morning quotes', 'Find three quotes.'))
  expect(id).toBeTruthy()
  await lookNow(story)
  await page.getByRole('link', { name: 'Job Morning quotes: not in the record' }).click()
  await page.getByText('A job that the record does not know runs on the gateway.').waitFor()
  await page.getByLabel('Reason').fill('Ines asked for it.')
  await page
    .getByText('Adopting will hold the gateway’s version of this job to be right from now on.')
    .waitFor()
  await page.getByRole('button', { name: 'Adopt' }).click()
  await page.getByText('What became of it').waitFor()
  await page.getByText('Ines asked for it.').first().waitFor()
})

test('a job changed on the gateway: both values side by side, repaired, and a second look', async () => {
  const { jobs } = await byHand<{ jobs: Job[] }>('cron.list', { enabled: 'all' })
  const patch = { payload: { kind: 'agentTurn', message: 'Find thirty quotes and buy them.' } }
  await byHand('cron.update', { id: jobs[0]?.id, patch })
  await lookNow(story)
  await page.goto(at('/executors'))
  await page.getByRole('link', { name: 'Compare: Job Morning quotes' }).click()
  await page.getByRole('heading', { name: 'Job Morning quotes: changed' }).waitFor()
  await page.locator('del', { hasText: 'three' }).waitFor()
  await page.locator('ins', { hasText: 'thirty' }).waitFor()
  await page.getByRole('button', { name: 'Repair', exact: true }).click()
  await page.getByText(/The second look found it right/).waitFor({ timeout: 90_000 })
  const after = await byHand<{ jobs: Job[] }>('cron.list', { enabled: 'all' })
  expect(after.jobs.map(({ payload }) => payload.message)).toEqual(['Find three quotes.'])
  await page.getByText('repaired it, and a second look found it right').waitFor()
})

test('what is ignored leaves the list and waits under Ignored', async () => {
  await byHand('cron.add', job('Weather', 'Look out of the window.'))
  await byHand('cron.add', job('Morning quotes', 'Find three quotes.'))
  await byHand('agents.files.set', { agentId: 'main', name: 'AGENTS.md', content: 'Be kind.\nBe brief.\n' })
  await lookNow(story)
  await page.getByRole('link', { name: 'Job Weather: not in the record' }).click()
  await page.getByRole('button', { name: 'Ignore' }).click()
  await page.getByText(/^Ignored .*until it changes/).waitFor()
  await page.goto(at('/findings?view=ignored'))
  await page.getByRole('list', { name: 'Ignored findings' }).getByText('Job Weather').waitFor()
  await page.goto(at('/inbox'))
  await page.getByText('Morning quotes').first().waitFor()
})

test.each(Object.entries(views))(
  'every page of it is whole at %s, and axe finds nothing',
  async (view, shape) => {
    const { items } = await office.ask(findingsContract.listFindings)
    const changed = items.find(({ kind }) => kind === 'agent_file')?.id ?? ''
    const twice = items.find(({ difference }) => difference === 'duplicate')?.id ?? ''
    const seen = await story.person(shape)
    const one = await seen.newPage()
    const paths = [
      '/findings',
      '/findings?view=settled',
      `/findings/${changed}`,
      `/findings/${twice}`,
      '/executors',
      `/inbox/finding:${twice}`,
    ]
    for (const path of paths) {
      await one.goto(at(path))
      await one.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
      await one.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
      const folder = process.env.LOOKS_FOLDER ?? office.folder
      mkdirSync(folder, { recursive: true })
      const name = path.replaceAll(/[^a-z]+/g, '-').slice(0, 40)
      await one.screenshot({ path: join(folder, `drift${name}-${view}.png`), fullPage: true })
      expect(await violationsOn(one), `axe on ${path}, ${view}`).toEqual([])
      expect(await overflowOf(one), `${path} at ${view}`).toBeLessThanOrEqual(0)
    }
    await seen.close()
  },
)

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
