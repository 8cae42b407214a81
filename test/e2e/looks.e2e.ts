import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { root } from '../../local/install.mjs'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, overflowOf, startBrowser, troubleOf, type View, violationsOn, wide } from './stage.ts'

// DOC_IMAGES=1 node test/run.mjs browser test/e2e/looks: keeps the pictures that the documentation shows.
const keepsPictures = process.env.DOC_IMAGES === '1'

let office: TestProduct
let browser: Browser
const ids = { project: '', agent: '', asks: '', answered: '', done: '', join: '', run: '' }

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

async function untilExecutorIsReady() {
  const isReady = async () =>
    (await office.ask(executorsContract.listExecutors)).items.every(({ state }) => state === 'ready')
  for (const deadline = Date.now() + 30_000; !(await isReady()); await sleep(200))
    if (Date.now() > deadline) throw new Error('the executor is not ready')
}

/** A run of a runbook that comes to stand at a decision. */
async function aRunThatWaits(projectId: string): Promise<string> {
  const yaml = runbookTemplates[0]?.yaml('Ines') ?? ''
  const { name } = await office.ask(runbooksContract.createRunbook, { params: { projectId }, body: { yaml } })
  const params = { projectId, name }
  const body = { inputs: { topic: 'rye' } }
  return (await office.ask(runbookRunsContract.startRunbook, { params, body })).runId
}

/** Something in every state that a page has a look of its own for. */
async function fill() {
  const where = await aLetter()
  ids.project = where.projectId
  ids.agent = where.agentId
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
  ids.done = await office.aTask(where, 'Count the readers\nfinish: There are 4,212 of them.')
  const failed = await office.aTask(where, 'Ask a provider that refuses\nfail: 400')
  const missing = await office.aTask(where, 'Write the summary\nfinish: written', ['Summary'])
  await office.untilAsked(ids.asks)
  await office.until(ids.answered, ({ waitKind }) => waitKind === 'operator')
  await office.until(ids.done, ({ status }) => status === 'done')
  await office.until(failed, ({ status }) => status === 'failed')
  await office.until(missing, ({ status }) => status === 'needs_verification')
  ids.run = await aRunThatWaits(where.projectId)
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'viewer' } })
  ids.join = new URL(link).hash.slice(1)
  await untilExecutorIsReady()
}

const places: [name: string, path: () => string][] = [
  ['home', () => '/'],
  ['inbox', () => '/inbox'],
  ['task', () => `/tasks/${ids.asks}`],
  ['question', () => `/tasks/${ids.answered}`],
  ['task-done', () => `/tasks/${ids.done}`],
  ['tasks', () => '/tasks'],
  ['projects', () => '/projects'],
  ['shipped', () => '/shipped'],
  ['new-project', () => '/projects/new'],
  ['project', () => `/projects/${ids.project}`],
  ['project-tasks', () => `/projects/${ids.project}/tasks`],
  ['project-agents', () => `/projects/${ids.project}/agents`],
  ['project-outcomes', () => `/projects/${ids.project}/outcomes`],
  ['project-runbooks', () => `/projects/${ids.project}/runbooks`],
  ['runbook', () => `/projects/${ids.project}/runbooks/publish-a-letter`],
  ['runbook-run', () => `/runbook-runs/${ids.run}`],
  ['outcomes', () => '/outcomes'],
  ['agents', () => '/agents'],
  ['agent', () => `/agents/${ids.agent}`],
  ['executors', () => '/executors'],
  ['ledger', () => '/ledger'],
  ['activity', () => '/activity'],
  ['unknown', () => '/nowhere'],
  ['operators', () => '/operators'],
  ['api-keys', () => '/api-keys'],
]
const signedOut: [name: string, path: () => string][] = [
  ['sign-in', () => '/sign-in'],
  ['set-up', () => '/set-up'],
  ['join', () => `/join#${ids.join}`],
  ['join-incomplete', () => '/join'],
]
const views: Record<string, View> = {
  '1280-light': wide,
  '1280-dark': { ...wide, colorScheme: 'dark' },
  '390-light': { width: 390, height: 844, colorScheme: 'light' },
  '390-dark': { width: 390, height: 844, colorScheme: 'dark' },
}
const shown = new Set(
  ['home', 'inbox', 'task'].flatMap((name) => Object.keys(views).map((view) => `${name}-${view}`)),
)

async function look(page: Page, name: string, view: string, path: string) {
  await page.goto(`${office.product.url}${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label^=Loading]'))
  const folder = keepsPictures && shown.has(`${name}-${view}`) ? join(root, 'docs/images') : office.folder
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? folder, `${name}-${view}.png`) })
  expect(await violationsOn(page), `axe on ${name}, ${view}`).toEqual([])
  expect(await overflowOf(page), `${name} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
}

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('every page is whole, and axe finds nothing', async () => {
    const context = await openContext(browser, shape, { url: office.product.url, text: office.cookie })
    const trouble = troubleOf(context)
    const page = await context.newPage()
    for (const [name, path] of places) await look(page, name, view, path())
    expect(trouble).toEqual([])
    await context.close()
  })

  test('so are the pages of those who are not signed in', async () => {
    const context = await openContext(browser, shape)
    const page = await context.newPage()
    for (const [name, path] of signedOut) await look(page, name, view, path())
    await context.close()
  })
})
