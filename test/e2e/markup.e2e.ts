import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorsContract } from '#api/executors/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { foreignRuns, liveRun } from './markup-runs.ts'
import { closedTask, openTasks, resumedAgent, reviewedTask, toldTask } from './markup-tasks.ts'
import { freeTexts, MarkupWriter, shownAs } from './markup-words.ts'
import {
  markedDocument,
  markedFinding,
  markedOutcomes,
  markedPeople,
  markedProject,
  markedRunbook,
} from './markup-world.ts'
import { type Place, type PlaceIds, placesSignedIn } from './places.ts'
import { openContext, startBrowser, troubleOf, wide } from './stage.ts'

// Markup in every field that takes text, written through the api as its forms do, and then every page that shows it.
let office: TestProduct
let browser: Browser
let context: BrowserContext
let page: Page
let to: MarkupWriter
let trouble: string[] = []
const ids = { join: '' } as PlaceIds
/** Everything that a page ever showed, in text. */
const shown = new Set<string>()

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
  to = new MarkupWriter(office)
  await fill()
  // Without the policy of our own headers: what a page lets through would run.
  context = await openContext(
    browser,
    wide,
    { url: office.product.url, text: office.cookie },
    { bypassCSP: true },
  )
  await context.addInitScript(() => {
    Object.assign(window, { ran: () => Object.assign(window, { hasRun: true }) })
  })
  trouble = troubleOf(context)
  page = await context.newPage()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

async function fill() {
  const where = await markedProject(to)
  const { projectId, agentId } = where
  ids.document = await markedDocument(to, where)
  await markedOutcomes(to, where)
  await markedPeople(to, where)
  const stage = { to, office, where: { projectId, agentId } }
  ids.done = await toldTask(stage)
  await reviewedTask(stage)
  Object.assign(ids, await openTasks(stage))
  ids.effect = (await office.untilAsked(ids.asks)).proposalId
  await closedTask(stage)
  await resumedAgent(stage)
  ids.artifact = (await office.task(ids.done)).state.artifacts[0]?.itemId ?? ''
  ids.runbook = 'marked'
  ids.runbookRun = await markedRunbook(stage, where)
  ids.finding = await markedFinding(to, office)
  Object.assign(ids, { project: projectId, agent: agentId })
  await foreignRuns(to, office)
  const { items } = await office.ask(inboxContract.listInbox)
  ids.item = items[0]?.id ?? ''
  await markedSwitches(projectId, agentId)
  await markedDrain()
  const paused = { stage: 'paused' as const, reason: to.text() }
  await to.send(projectsContract.changeStage, { params: { projectId }, body: paused })
}

/** One that is lifted again, and one that stays. */
async function markedSwitches(projectId: string, agentId: string) {
  for (const scopeId of [agentId, projectId])
    await to.send(killSwitchesContract.setKillSwitch, { params: { scopeId }, body: { reason: to.text() } })
  const lifted = { params: { scopeId: agentId }, body: { note: to.text() } }
  await to.send(killSwitchesContract.liftKillSwitch, lifted)
}

async function markedDrain() {
  const params = { executorId: 'mac-mini' }
  await to.send(executorsContract.orderDrain, { params, body: { reason: to.text() } })
  await to.send(executorsContract.liftDrain, { params, body: { note: to.text() } })
}

/** Where what was written shows: every page, each task and each thing in the inbox. */
async function places(): Promise<Place[]> {
  const { items: tasks } = await office.ask(tasksContract.listTasks)
  const { items } = await office.ask(inboxContract.listInbox)
  return [
    ...placesSignedIn(ids),
    ['document-before', `/documents/${ids.document}?version=1`],
    ...tasks.map(({ id }): Place => ['task', `/tasks/${id}`]),
    ...items.map(({ id }): Place => ['inbox-item', `/inbox/${encodeURIComponent(id)}`]),
  ]
}

/** What of the markup became the page's own. */
const becameMarkup = () =>
  page.evaluate(() => {
    const links = [...document.querySelectorAll('a')].filter(({ protocol }) => protocol === 'javascript:')
    const made = [...document.querySelectorAll('[onerror], img[src="x"], main script'), ...links]
    return [...made.map(({ outerHTML }) => outerHTML), ...('hasRun' in window ? ['a script ran'] : [])]
  })

async function remember() {
  const text = (await page.locator('body').textContent()) ?? ''
  for (const mark of to.fields.keys()) if (text.includes(shownAs(mark))) shown.add(mark)
}

/** Fields that hold something else, by why. */
const others: Record<string, RegExp> = {
  'the owner is there already; the form is that of who joins': /^setUp\./,
  'secrets are not shown': /\.(token|password)$/,
  'the worker tells it of itself':
    /^(reportGateway|reportRefusedCalls|reportStrayCalls|reportPastCall|reportShelf)\./,
  'the worker tells it of a run on its gateway, and asks nobody': /^(adoptRun|showLive)\./,
  'a hash of what was seen': /^decideFinding\.seen$/,
  'refused unless it is a time, a zone, a day, a week or an amount':
    /\.(cron|timeZone|occurredOn|reviewOn|week|amount|currency)$/,
  'refused unless it is the name of a commit or a branch': /\.check\.(commit|branch)$/,
  'refused unless it is small letters, digits and hyphens': /^addExecutor\.name$/,
  'the file of money is looked at below': /^(previewMoney|importMoney)\.content$/,
  'an effect of which nobody knows the end takes a crash; its note is shown as the others of its task':
    /^settleEffect\.note$/,
  'it names what stands on the gateway, and is refused otherwise': /^closePermission\.(key|seen)$/,
  'what is put in place of a call’s parameters is shown as those are':
    /^(decideApproval\.edit|previewEdit)\.parameters\{\}$/,
  'a standing grant takes an effect that was done; why it was revoked is shown as why a decision was made':
    /^revokeStandingGrant\.reason$/,
  'a fork takes two runs of one workflow; its reason is shown as that of what is cancelled':
    /^(settleFork|settleRunbookRun)\.reason$/,
}

test('every field of the api that takes free text was given markup', () => {
  const missing = freeTexts().filter((field) => !to.written.has(field))
  const isOther = (field: string) => Object.values(others).some((pattern) => pattern.test(field))
  expect(missing.filter((field) => !isOther(field))).toEqual([])
})

async function look([name, path]: Place, prepare?: () => Promise<void>) {
  await page.goto(`${office.product.url}${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  await prepare?.()
  await remember()
  expect(await becameMarkup(), `${name} at ${path}`).toEqual([])
}

test('on no page does any of it become markup, and nothing of it runs', async () => {
  for (const place of await places()) await look(place)
}, 300_000)

test('nor in what is seen of a run while it runs', async () => {
  const taskId = await liveRun(to, office)
  await look(['live-run', `/tasks/${taskId}`], async () => {
    const log = page.getByRole('log', { name: 'What run 1 does' })
    await log.getByText('read', { exact: true }).click()
    await log.getByText(/word2 /).waitFor()
  })
  expect((await office.task(taskId)).status).toBe('running')
}, 120_000)

const unseen = () => [...to.fields].filter(([mark]) => !shown.has(mark))

/** Of what was changed since, or left nothing to see: its stream in the ledger. */
async function streamsOfUnseen(): Promise<string[]> {
  const streams = new Set<string>()
  for (let before: number | undefined; ; ) {
    const query = { limit: 200, ...(before !== undefined && { before }) }
    const { items, next } = await office.ask(ledgerContract.listEntries, { query })
    for (const { streamId, body } of items) {
      const text = JSON.stringify(body)
      if (unseen().some(([mark]) => text.includes(mark))) streams.add(streamId)
    }
    if (next === null) return [...streams]
    before = next
  }
}

test('nor in the entries of the ledger, opened', async () => {
  for (const streamId of await streamsOfUnseen()) {
    const address = `/ledger?${new URLSearchParams({ streamId })}`
    await look(['ledger', address], async () => {
      const closed = page.locator('table button[aria-expanded=false]')
      for (const button of (await closed.all()).reverse()) await button.click()
    })
  }
}, 300_000)

test('all of it shows as the text that it is', () => {
  expect(unseen().map(([, field]) => field)).toEqual([])
})

test('a file of money shows as text where it is looked at', async () => {
  const written = to.text('a line of a file')
  await page.goto(`${office.product.url}/projects/${ids.project}/outcomes`)
  await page.getByRole('button', { name: 'Import CSV…' }).click()
  const lines = ['kind,date,amount,note,id', `cost,2026-11-04,1,${written},${written}`, `${written},x,y,,`]
  await page.getByLabel('Or its lines').fill(lines.join('\n'))
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByText('1 line can be booked, 1 line can’t be read.').waitFor()
  await remember()
  expect(unseen()).toEqual([])
  expect(await becameMarkup()).toEqual([])
})

test('what a search finds of it is text', async () => {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Search or jump to').fill('javascript ran')
  await page
    .getByText(/<script>ran\(\)<\/script>.*§1/)
    .first()
    .waitFor()
  expect(await becameMarkup()).toEqual([])
})

test('no page broke on the way', () => {
  expect(trouble).toEqual([])
})
