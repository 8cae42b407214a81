import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openContext, startBrowser, troubleOf, type View, views, wide } from './stage.ts'
import { expectWhole } from './whole-page.ts'

// One story: each test goes on where the one before ended.
let office: TestProduct
let browser: Browser
let page: Page
const trouble: string[][] = []
const ids = { project: '', letter: '', stopped: '', waits: '' }
const cover = `name: Cover and print
description: Chooses a cover, then prints it.
inputs:
  - {name: title, type: text, description: What stands on the cover, required: true}
  - {name: copies, type: number, default: 100}
  - {name: day, type: date, description: When it goes to print, required: true}
  - {name: paper, type: choice, options: [matt, glossy], default: matt}
  - {name: proof, type: boolean, description: Print a proof first}
steps:
  - id: colour
    task: {agent: Ines, title: "Choose a colour for {{inputs.title}}", intent: "ask: Which colour? | red | blue\\nfinish: chosen"}
  - id: both
    parallel:
      - [{id: front, task: {agent: Ines, title: Draw the front, intent: "finish: drawn"}}]
      - [{id: back, task: {agent: Ines, title: Draw the back, intent: "finish: drawn"}}]
  - id: result
    branch:
      on: front
      when:
        done: [{id: print, task: {agent: Ines, title: "Print {{inputs.copies}} copies", intent: "finish: printed"}}]
      else: [{id: by-hand, approval: {text: Print it by hand?}}]
`

async function signedIn(view: View = wide) {
  const opened = await openContext(browser, view, { url: office.product.url, text: office.cookie })
  trouble.push(troubleOf(opened))
  return opened
}

beforeAll(async () => {
  office = await startTestProduct()
  browser = await startBrowser()
  ids.project = (await office.aProject()).projectId
  page = await (await signedIn()).newPage()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await office?.stop()
})

const at = (path: string) => `${office.product.url}${path}`
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const editor = () => page.getByRole('textbox', { name: 'Runbook in YAML' })
const problems = () => page.getByRole('list', { name: 'What is wrong' })
const written = async () =>
  (await office.ask(runbooksContract.listRunbooks, { params: { projectId: ids.project } })).items
const run = (runId: string) => office.ask(runbookRunsContract.getRunbookRun, { params: { runId } })
const step = (id: string) => page.getByRole('listitem', { name: id, exact: true })
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
async function startedRun() {
  await page.waitForURL(/runbook-runs\/rr_/)
  return page.url().split('/').at(-1) ?? ''
}

test('the empty place offers templates; what is wrong stands with its line and reason, and nothing is saved', async () => {
  await page.goto(at(`/projects/${ids.project}/runbooks`))
  await page.getByText('There is no runbook yet').waitFor()
  await page.getByRole('link', { name: 'Use it: Publish a letter' }).click()
  const template = await editor().inputValue()
  await editor().fill(template.replace('agent: Ines', 'agent: Eve').replaceAll('readers}}', 'people}}'))
  await problems()
    .getByText(/Line 15, column \d+.*no agent with the name or role Eve; it has Ines/)
    .waitFor()
  await problems()
    .getByText(/Line 17, column \d+.*there is no input people; there are topic, readers/)
    .waitFor()
  await press('Write the runbook')
  await page.getByText('Mend what stands beside the lines first.').waitFor()
  await editor().fill('name: A\nsteps:\n  - id: x\n bad: [')
  await problems()
    .getByText(/Line 4, column 8.*must be sufficiently indented/)
    .first()
    .waitFor()
  expect(await editor().getAttribute('aria-invalid')).toBe('true')
  expect(await written()).toEqual([])
  await editor().fill(template)
  await press('Write the runbook')
  await heading('Publish a letter')
  expect((await written()).map(({ name, version }) => [name, version])).toEqual([['Publish a letter', 1]])
})

test('a new version is made of it by an edit, and the first one can still be read', async () => {
  await press('Edit')
  await editor().fill((await editor().inputValue()).replace('Drafts a letter', 'Drafts a short letter'))
  await press('Save as version 2')
  await page.getByText('Drafts a short letter').first().waitFor()
  await page.getByText(/^Version 1, by/).click()
  await page.getByText('description: Drafts a letter,').waitFor()
})

test('what it needs is asked for, and a start without it is refused at its field', async () => {
  await press('Start Publish a letter')
  await page.getByText('is required').waitFor()
  expect(await page.getByRole('textbox', { name: /^Topic/ }).getAttribute('aria-invalid')).toBe('true')
  await page.getByRole('textbox', { name: /^Topic/ }).fill('bread <b>and</b> butter')
  await press('Start Publish a letter')
  ids.letter = await startedRun()
  await page.getByText(/It waits for a decision at review/).waitFor()
  await step('draft').getByText('Done').waitFor()
})

test('the step that waits is decided in the inbox; a rejection stops the run, and it resumes from there', async () => {
  await page.getByRole('link', { name: /^Inbox/ }).click()
  await page.getByRole('list', { name: 'What needs a person' }).getByText('Publish a letter').click()
  const decision = page.getByRole('article', { name: 'Decision at review' })
  await decision.getByText('Publish the letter about bread <b>and</b> butter to everybody?').waitFor()
  await page.getByLabel('Note').fill('Too long.')
  await press('Reject and stop the run')
  await expect.poll(async () => (await run(ids.letter)).state.status).toBe('failed')
  await page.goto(at(`/runbook-runs/${ids.letter}`))
  await page.getByText('It stopped at review: Too long.').waitFor()
  await press('Resume from review')
  await press('Approve review')
  await page.getByText('It is done.').waitFor({ timeout: 60_000 })
  const { state } = await run(ids.letter)
  expect(state.steps.map(({ stepId, attempt, outcome }) => [stepId, attempt, outcome])).toEqual([
    ['draft', 1, 'done'],
    ['review', 2, 'approved'],
    ['publish', 1, 'done'],
  ])
})

test('its steps are real tasks: the graph leads to each, and the task knows its words', async () => {
  await step('publish').getByRole('link').click()
  await heading('Publish the letter about bread <b>and</b> butter')
  await page.getByText('Publish the draft as it was approved, to everybody.').first().waitFor()
})

test('inputs of the wrong type are refused each at its field, by the form and by the server', async () => {
  await office.ask(runbooksContract.createRunbook, {
    params: { projectId: ids.project },
    body: { yaml: cover },
  })
  await page.goto(at(`/projects/${ids.project}/runbooks`))
  await page.getByRole('link', { name: 'Cover and print', exact: true }).click()
  await page.getByRole('textbox', { name: /^Copies/ }).fill('')
  await page.getByRole('textbox', { name: /^Title/ }).fill('Bread')
  await press('Start Cover and print')
  await page.getByText('is required').waitFor()
  expect(await page.getByLabel(/^Day/).getAttribute('aria-invalid')).toBe('true')
  const inputs = { title: 'Bread', day: '2026-02-30', copies: 'many', paper: 'wet' }
  const params = { projectId: ids.project, name: 'cover-and-print' }
  await expect(office.ask(runbookRunsContract.startRunbook, { params, body: { inputs } })).rejects.toThrow(
    /copies.*number/s,
  )
  expect(await page.getByText('It never ran').count()).toBe(1)
})

test('a step whose task was cancelled stops the run; resumed, it is begun again as a new task', async () => {
  await page.getByLabel(/^Day/).fill('2026-12-01')
  await press('Start Cover and print')
  ids.stopped = await startedRun()
  await step('colour').getByText('Waits for an answer').waitFor({ timeout: 60_000 })
  await step('colour').getByRole('link').click()
  await heading('Choose a colour for Bread')
  const first = page.url()
  await press('Cancel task')
  await press('Cancel the task')
  await page.getByText('Cancelled').first().waitFor()
  await page.getByRole('link', { name: /^Inbox/ }).click()
  const line = page
    .getByRole('list', { name: 'What needs a person' })
    .getByRole('link', { name: /Cover and print/ })
  await line.getByText('Failed runbook').waitFor({ timeout: 60_000 })
  await line.click()
  await page.getByText('colour: The task ended cancelled.').first().waitFor()
  await expectWhole(page, 'inbox-stopped-run', office.folder)
  await page.getByRole('link', { name: 'Open what is behind it', exact: true }).last().click()
  await press('Resume from colour')
  await step('colour').getByText('Waits for an answer').waitFor({ timeout: 60_000 })
  await step('colour').getByRole('link').click()
  await heading('Choose a colour for Bread')
  await expect.poll(() => page.url()).not.toBe(first)
  await page.getByRole('radio', { name: /^blue/ }).check()
  await press('Answer')
  await page.getByRole('button', { name: 'Answer', exact: true }).waitFor({ state: 'detached' })
  await page.getByText('Done').first().waitFor()
  await page.goto(at(`/runbook-runs/${ids.stopped}`))
  await page.getByText('It is done.').waitFor({ timeout: 60_000 })
  await step('print').getByText('Done', { exact: true }).waitFor()
  await step('by-hand').getByText('Left out').waitFor()
})

test('another run waits for a decision, and the list of runbooks counts it', async () => {
  const params = { projectId: ids.project, name: 'publish-a-letter' }
  const body = { inputs: { topic: 'rye' } }
  ids.waits = (await office.ask(runbookRunsContract.startRunbook, { params, body })).runId
  await page.goto(at(`/projects/${ids.project}/runbooks`))
  await page.getByText('2 runbooks can be started here. 1 run waits for a decision.').waitFor()
})

test('the palette finds a runbook and starts it, and pauses the project by its own button', async () => {
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  const typed = async (words: string) => {
    await page.keyboard.press('ControlOrMeta+k')
    await palette.getByRole('textbox').fill(words)
  }
  await typed('start lett')
  await palette.getByRole('button', { name: 'Start Publish a letter' }).click()
  await page.getByRole('button', { name: 'Start Publish a letter' }).waitFor()
  expect(new URL(page.url()).hash).toBe('#start')
  await typed('cover')
  await palette.getByRole('button', { name: 'Cover and print' }).first().click()
  await heading('Cover and print')
  await typed('pause')
  await palette.getByRole('button', { name: /^Pause project/ }).click()
  await page.getByRole('radio', { name: /^Paused/, checked: true }).waitFor()
  await press('Pause it')
  await page.getByText('Paused: no run starts.').waitFor()
  await typed('resume')
  await palette.getByRole('button', { name: /^Resume project/ }).click()
  await page.getByRole('radio', { name: /^Active/, checked: true }).waitFor()
  await press('Make it active')
  await page.getByText('Paused: no run starts.').waitFor({ state: 'detached' })
})

const places: [name: string, path: () => string][] = [
  ['runbooks', () => `/projects/${ids.project}/runbooks`],
  ['new-runbook', () => `/projects/${ids.project}/new-runbook?template=week`],
  ['runbook', () => `/projects/${ids.project}/runbooks/cover-and-print`],
  ['runbook-run', () => `/runbook-runs/${ids.letter}`],
  ['runbook-run-wide', () => `/runbook-runs/${ids.stopped}`],
  ['runbook-run-waits', () => `/runbook-runs/${ids.waits}`],
]

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('every page of it is whole, and axe finds nothing', async () => {
    const opened = await signedIn(shape)
    const shown = await opened.newPage()
    for (const [name, path] of places) {
      await shown.goto(at(path()))
      await expectWhole(shown, `${name}-${view}`, office.folder)
    }
    await opened.close()
  })
})

test('removing it says what stays; its runs can still be read', async () => {
  await page.goto(at(`/projects/${ids.project}/runbooks/publish-a-letter`))
  await press('Remove…')
  await page.getByText('Runs that are under way go on').waitFor()
  await press('Remove the runbook')
  await page
    .getByRole('list', { name: /^Runbooks of/ })
    .getByText('Cover and print')
    .waitFor()
  expect((await written()).map(({ name }) => name)).toEqual(['Cover and print'])
  await page.goto(at(`/runbook-runs/${ids.letter}`))
  await page.getByText('It is done.').waitFor()
})

test('no page broke on the way', () => {
  expect(trouble.flat()).toEqual([])
})
