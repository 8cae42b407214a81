import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import { documentsContract } from '#api/documents/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { type PlaceIds, placesSignedIn, placesSignedOut } from './places.ts'
import { openContext, overflowOf, startBrowser, troubleOf, views, violationsOn } from './stage.ts'
import { aStrangeJob, untilExecutorIsReady } from './strange-job.ts'

let office: TestProduct
let browser: Browser
const ids: PlaceIds = {
  ...{ project: '', agent: '', asks: '', answered: '', done: '', item: '', join: '' },
  ...{ document: '', runbook: 'publish-a-letter', runbookRun: '', finding: '', artifact: '', effect: '' },
}

beforeAll(async () => {
  office = await startTestProduct({ isEmpty: false })
  browser = await startBrowser()
  await fill()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

async function aLetter() {
  const project = { name: 'Harrowgate Letter', mission: 'A letter about bread, every Thursday.' }
  const { id: projectId } = await office.ask(projectsContract.createProject, { body: project })
  const agent = { projectId, name: 'Ines', role: 'Letter editor', charter: 'Writes short and friendly.' }
  return { projectId, agentId: (await office.ask(agentsContract.createAgent, { body: agent })).id }
}

/** Something in every state that a page has a look of its own for. */
async function fill() {
  const where = await aLetter()
  ids.project = where.projectId
  ids.agent = where.agentId
  await fillProject(where.projectId)
  const effect = (body: string) =>
    `effect: send_message ${JSON.stringify({ to: 'reader@example.com', body })}`
  ids.asks = await office.aTask(
    where,
    `Send the letter to our readers\nupdate: It is written.\n${effect('Good morning')}\nfinish: sent`,
  )
  ids.answered = await office.aTask(
    where,
    'Choose a colour for the cover\nask: Which colour? | red | blue\nfinish: chosen',
  )
  ids.done = await office.aTask(
    where,
    'Count the readers\nartifact: Count | https://example.com/count\nfinish: There are 4,212 of them.',
  )
  const failed = await office.aTask(where, 'Ask a provider that refuses\nfail: 400')
  const missing = await office.aTask(where, 'Write the summary\nfinish: written', ['Summary'])
  ids.effect = (await office.untilAsked(ids.asks)).proposalId
  await office.until(ids.answered, ({ waitKind }) => waitKind === 'operator')
  const done = await office.until(ids.done, ({ status }) => status === 'done')
  ids.artifact = done.state.artifacts[0]?.itemId ?? ''
  await office.until(failed, ({ status }) => status === 'failed')
  await office.until(missing, ({ status }) => status === 'needs_verification')
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'viewer' } })
  ids.join = new URL(link).hash.slice(1)
  await untilExecutorIsReady(office)
  ids.finding = await aStrangeJob(office, 'Morning quotes', 'Find three quotes.')
  const { items } = await office.ask(inboxContract.listInbox)
  ids.item = items[0]?.id ?? ''
}

/** A document, a runbook and its run. */
async function fillProject(projectId: string) {
  const params = { projectId }
  const text = '# Tone\nFriendly, and never more than 300 words.'
  const document = { title: 'Voice', text, isAlways: true }
  ids.document = (await office.ask(documentsContract.createDocument, { params, body: document })).id
  const yaml = runbookTemplates.find(({ id }) => id === 'letter')?.yaml('Ines') ?? ''
  await office.ask(runbooksContract.createRunbook, { params, body: { yaml } })
  const started = await office.ask(runbookRunsContract.startRunbook, {
    params: { ...params, name: ids.runbook },
    body: { inputs: { topic: 'rye' } },
  })
  ids.runbookRun = started.runId
}

async function look(page: Page, name: string, view: string, path: string) {
  await page.goto(`${office.product.url}${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  await page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, `${name}-${view}.png`) })
  expect(await violationsOn(page), `axe on ${name}, ${view}`).toEqual([])
  expect(await overflowOf(page), `${name} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
}

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('every page is whole, and axe finds nothing', async () => {
    const context = await openContext(browser, shape, { url: office.product.url, text: office.cookie })
    const trouble = troubleOf(context)
    const page = await context.newPage()
    for (const [name, path] of placesSignedIn(ids)) await look(page, name, view, path)
    await look(page, 'unknown', view, '/nowhere')
    expect(trouble).toEqual([])
    await context.close()
  }, 300_000)

  test('so are the pages of those who are not signed in', async () => {
    const context = await openContext(browser, shape)
    const page = await context.newPage()
    for (const [name, path] of placesSignedOut(ids)) await look(page, name, view, path)
    await context.close()
  })
})
