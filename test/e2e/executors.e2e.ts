import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import type { TestProduct } from '../product.ts'
import { type SecondMachine, startSecondMachine } from './second-machine.ts'
import { overflowOf, views, violationsOn, wide } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of a second machine: each test goes on where the one before ended.
const name = 'mac-studio'
let story: Story
let office: TestProduct
let page: Page
let machine: SecondMachine | null = null
let where = { projectId: '', agentId: '' }
let other = { projectId: '', agentId: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
}, 180_000)
afterAll(async () => {
  await machine?.stop()
  await story?.close()
})

const rowOf = (executor: string) => page.getByRole('article', { name: executor })
/** The page as it stands, in every view. */
async function looks(what: string) {
  for (const [view, { colorScheme, ...size }] of Object.entries(views)) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    const file = `executors-${what}-${view}.png`
    await page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, file), fullPage: true })
    expect(await violationsOn(page), `axe on ${file}`).toEqual([])
    expect(await overflowOf(page), file).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(wide)
  await page.emulateMedia({ colorScheme: 'light' })
}

test('a second executor is added by name, and its whole file is shown once', async () => {
  await page.goto(story.at('/executors'))
  await rowOf('mac-mini').getByText('Ready').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Mac Studio')
  await page.getByRole('button', { name: 'Add the executor' }).click()
  await page.getByText(/^must be lower case letters/).waitFor()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Add the executor' }).click()
  const token = await page.getByLabel(`The token of ${name}`).inputValue()
  expect(token).toMatch(/^foe_/)
  await rowOf(name).waitFor()
  await looks('added')
  const shown = await page.locator('pre', { hasText: token }).innerText()
  machine = await startSecondMachine(office, shown)
  await page.reload()
  await rowOf(name).waitFor()
  expect(await page.getByText(token).count()).toBe(0)
})

test('its worker needs nothing but that file, and logs into a folder of its own', async () => {
  await machine?.startWorker()
  await rowOf(name).getByText('Ready').waitFor({ timeout: 60_000 })
  const log = () => readFileSync(join(machine?.logs ?? '', 'worker.log'), 'utf8')
  await expect.poll(log).toContain('the mac-mini worker is ready')
  expect(log()).not.toContain('of-the-second-gateway')
}, 90_000)

test('agents of both work, each on its own', async () => {
  where = await office.aProject()
  const body = { projectId: where.projectId, name: 'Jo', executorId: name }
  other = { ...where, agentId: (await office.ask(agentsContract.createAgent, { body })).id }
  const tasks = [await office.aTask(where, 'Count\nfinish: 1'), await office.aTask(other, 'Count\nfinish: 2')]
  const done = await Promise.all(tasks.map((id) => office.until(id, ({ status }) => status === 'done')))
  expect(done.map(({ executorId }) => executorId)).toEqual(['mac-mini', name])
})

test('drained, a machine lets its run end and takes none; lifted, it takes what waited', async () => {
  await rowOf(name)
    .getByRole('button', { name: `Drain… of ${name}` })
    .click()
  await page.getByLabel('Why').fill('A new disk')
  await looks('to-drain')
  const slow = await office.aTask(other, 'update: begun\nslow: 15000\nfinish: slow')
  await office.until(slow, ({ status }) => status === 'running')
  await page.getByText('let its 1 run that is under way end', { exact: false }).waitFor()
  await page.getByRole('button', { name: `Drain ${name} now` }).click()
  await rowOf(name).getByText('Draining', { exact: true }).waitFor({ timeout: 20_000 })
  await rowOf(name)
    .getByText(/asked it to drain: A new disk\. Its runs end/)
    .waitFor()
  const waiting = await office.aTask(other, 'Wait\nfinish: 4')
  await office.until(slow, ({ status }) => status === 'done')
  await office.until(waiting, ({ waitKind }) => waitKind === 'executor')
  await looks('draining')
  await machine?.stopWorker()
  await machine?.startWorker()
  await rowOf(name).getByText('Draining', { exact: true }).waitFor({ timeout: 60_000 })
  expect((await office.task(waiting)).state.runs[0]?.acceptedAt).toBeNull()
  await rowOf(name)
    .getByRole('button', { name: `Let it take runs… of ${name}` })
    .click()
  await page.getByRole('button', { name: `Let ${name} take runs`, exact: true }).click()
  await office.until(waiting, ({ status }) => status === 'done')
  await rowOf(name).getByText('Ready').waitFor({ timeout: 20_000 })
  const recorded = await office.entriesOf(`executor/${name}`)
  const drains = recorded.map(({ type }) => type).filter((type) => type.startsWith('executor_drain'))
  expect(drains.sort()).toEqual(['executor_drain_lifted', 'executor_drain_ordered'])
}, 180_000)

test('while one is away its work waits for it, and the other goes on', async () => {
  await machine?.stopWorker()
  await rowOf(name)
    .getByText(/^(Stopped|Offline)/)
    .first()
    .waitFor({ timeout: 60_000 })
  const waiting = await office.aTask(other, 'Wait\nfinish: back')
  await office.until(waiting, ({ waitKind }) => waitKind === 'executor')
  const beside = await office.aTask(where, 'Go on\nfinish: done')
  await office.until(beside, ({ status }) => status === 'done')
  expect((await office.task(waiting)).status).toBe('waiting')
  await rowOf(name)
    .getByText('1 agent lives on mac-studio.', { exact: false })
    .first()
    .waitFor({ state: 'attached' })
  await looks('away')
  await machine?.startWorker()
  const { state } = await office.until(waiting, ({ status }) => status === 'done')
  expect(state.runs).toHaveLength(1)
}, 150_000)

test('an agent is moved from a machine that is away: what waits goes along, and the empty executor is retired', async () => {
  await machine?.stopWorker()
  const waiting = await office.aTask(other, 'Wait again\nfinish: 3')
  await office.until(waiting, ({ waitKind }) => waitKind === 'executor')
  await page.goto(story.at(`/agents/${other.agentId}`))
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('combobox', { name: 'Executor' }).click()
  await page.getByRole('option', { name: /^mac-mini/ }).click()
  await page.getByText('tasks that have not begun go along', { exact: false }).waitFor()
  await looks('moving')
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByRole('button', { name: 'Save the changes' }).waitFor({ state: 'detached' })
  const done = await office.until(waiting, ({ status }) => status === 'done')
  expect([done.executorId, done.state.runs.length]).toEqual(['mac-mini', 1])
  await page.goto(story.at(`/tasks/${waiting}`))
  await page.getByText('moved the task to mac-mini, with its agent', { exact: false }).first().waitFor()
  await page.goto(story.at('/executors'))
  await page.getByRole('button', { name: `Retire… of ${name}` }).click()
  await page.getByText('its name is not used again', { exact: false }).waitFor()
  await looks('retiring')
  await page.getByRole('button', { name: `Retire ${name}`, exact: true }).click()
  await page.getByRole('list', { name: 'Retired' }).getByText(name).waitFor()
  expect(await rowOf(name).count()).toBe(0)
}, 90_000)

test('no page broke on the way', () => expect(story.trouble.flat()).toEqual([]))
