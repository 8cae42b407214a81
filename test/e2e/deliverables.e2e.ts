import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shippedContract } from '#api/shipped/contract.ts'
import { type Task, tasksContract } from '#api/tasks/contract.ts'
import { aRepository } from '../git-repository.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
const server = createServer((_req, res) => res.writeHead(page ? 200 : 404).end(page ?? ''))
let page: string | null = null
let story: Story
let office: TestProduct
let tab: Page
let where: { projectId: string; agentId: string }
let address = ''
let taskId = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  address = `http://${host}/issue-148`
  process.env.FRONT_OFFICE_CHECK_HOSTS = host
  story = await openStory()
  office = story.office
  tab = story.page
  where = await office.aProject({ extraSafeTools: ['write'] })
}, 180_000)
afterAll(async () => {
  delete process.env.FRONT_OFFICE_CHECK_HOSTS
  server.close()
  await story?.close()
})

const at = (path: string) => story.at(path)
const card = (name: string | RegExp) => tab.getByRole('article', { name })
const list = () => tab.getByRole('region', { name: 'Deliverables' })

test('deliverables are declared with what proves them; what cannot be is said at its field', async () => {
  await tab.goto(at(`/projects/${where.projectId}/new-task`))
  await tab.getByLabel('Title').fill('Issue 148')
  await tab
    .getByLabel(/^Intent/)
    .fill(['write: letter.md | Dear Ada', 'artifact: Letter | letter.md', 'finish: written'].join('\n'))
  await tab.getByLabel('Deliverable 1', { exact: true }).fill('Letter')
  await tab.getByLabel('Proof of deliverable 1').selectOption('file')
  await tab.getByLabel('Deliverable 1', { exact: true }).press('Enter')
  await tab.getByLabel('Deliverable 2', { exact: true }).fill('Page')
  await tab.getByLabel('Proof of deliverable 2').selectOption('url')
  await tab.getByLabel('Text of deliverable 2').fill('Issue 148')
  await tab.getByLabel('Address of deliverable 2').fill('http://169.254.169.254/latest')
  await tab.getByRole('button', { name: 'Add a deliverable' }).click()
  await tab.getByLabel('Deliverable 3', { exact: true }).fill('Look')
  await tab.getByLabel('Proof of deliverable 3').selectOption('review')
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.getByText('must be on the public internet; 169.254.169.254 is not').waitFor()
  await pictured(tab, 'declare')
  await tab.getByLabel('Address of deliverable 2').fill(address)
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.waitForURL(/\/tasks\/t_/)
  taskId = tab.url().replace(/.*\//, '')
})

test('refused: the page is not there, the agent was told, and an operator sees why', async () => {
  await card('Not proven: Page').waitFor()
  await card('Not proven: Page').getByText('It answered 404.').waitFor()
  await list().getByText('1 of 3 proven').waitFor()
  await list().getByText('The file is there and is what was recorded.').waitFor()
  await tab
    .getByText(/gave the work back to the agent/)
    .first()
    .waitFor()
  await pictured(tab, 'refused')
})

test('proved: it is put up, checked again, looked at, sent back with words and then taken', async () => {
  page = '<h1>Issue 148</h1>'
  await card('Not proven: Page').getByRole('button', { name: 'Check again' }).click()
  await card('Look at Look').waitFor()
  await list().getByText('2 of 3 proven').waitFor()
  await pictured(tab, 'look')
  expect(await card('Look at Look').getByRole('button', { name: 'Send it back' }).isDisabled()).toBe(true)
  await card('Look at Look').getByLabel('What you saw').fill('The date is wrong')
  await card('Look at Look').getByRole('button', { name: 'Send it back' }).click()
  await office.until(taskId, ({ state }) => state.runs.length === 3 && state.status === 'needs_verification')
  await tab.getByText('The date is wrong').first().waitFor()
  await card('Look at Look').getByRole('button', { name: 'It is right' }).click()
  await office.until(taskId, ({ status }) => status === 'done')
  await list().getByText('3 of 3 proven').waitFor()
  await pictured(tab, 'proven')
})

test('without proof it can be taken with a note, and says so for ever', async () => {
  const unproven = await office.aTask(where, 'artifact: Notes | javascript:alert(1)\nfinish: x', [
    'Sources',
    'Notes',
  ])
  await office.until(unproven, ({ status }) => status === 'needs_verification')
  await tab.goto(at(`/tasks/${unproven}`))
  await card('Not proven: Sources').getByLabel('Note for the record').fill('They came by post')
  await card('Not proven: Sources').getByRole('button', { name: 'Accept without proof' }).click()
  await list().getByText('accepted without proof').waitFor()
  await list()
    .getByText(/accepted it .*: They came by post/)
    .waitFor()
  expect(await tab.getByRole('link', { name: /javascript/ }).count()).toBe(0)
  await pictured(tab, 'waived')
})

const schema = {
  type: 'object',
  properties: { readers: { type: 'integer', minimum: 1 } },
  required: ['readers'],
}
let provable = ''

test('JSON and a commit are declared with what they must be; a schema that is none is said at its field', async () => {
  await tab.goto(at(`/projects/${where.projectId}/new-task`))
  await tab.getByLabel('Title').fill('Numbers of the week')
  const told = ['write: week.json | {"readers": "many"}', 'finish: both are there']
  await tab.getByLabel(/^Intent/).fill(told.join('\n'))
  await tab.getByLabel('Deliverable 1', { exact: true }).fill('Numbers')
  await tab.getByLabel('Proof of deliverable 1').selectOption('json')
  await tab.getByLabel('File of deliverable 1').fill('week.json')
  await tab.getByLabel('JSON Schema of deliverable 1').fill(JSON.stringify({ ...schema, tpye: 'object' }))
  await tab.getByLabel('Deliverable 1', { exact: true }).press('Enter')
  await tab.getByLabel('Deliverable 2', { exact: true }).fill('Site')
  await tab.getByLabel('Proof of deliverable 2').selectOption('commit')
  await tab.getByLabel('Repository of deliverable 2').fill('site')
  await tab.getByLabel('Commit of deliverable 2').fill('main')
  await tab.getByLabel('Message of deliverable 2').fill('Issue 148')
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.getByText(/can’t be used: .*unknown keyword: "tpye"/).waitFor()
  await pictured(tab, 'declare-json')
  await tab.getByLabel('JSON Schema of deliverable 1').fill(JSON.stringify(schema, null, 2))
  await tab.getByRole('button', { name: 'Give the task' }).click()
  await tab.waitForURL(/\/tasks\/t_/)
  provable = tab.url().replace(/.*\//, '')
})

test('said to be done without proof it never is: the list says at which path what is wrong', async () => {
  await card('Not proven: Numbers, Site').waitFor()
  await list().getByText('0 of 2 proven').waitFor()
  await list().getByText('Its JSON does not match the schema: /readers must be integer.').waitFor()
  await list().getByText('There is no git repository site in the workspace.').waitFor()
  await list().getByText('The JSON Schema').click()
  await list().getByText('"minimum": 1').waitFor()
  await pictured(tab, 'refused-json')
  const { streamSeq: before } = await office.task(provable)
  await card('Not proven: Numbers, Site').getByRole('button', { name: 'Check again' }).click()
  // The word of the operator, two looks, and that they failed.
  const isAgain = ({ status, streamSeq }: Task) => status === 'needs_verification' && streamSeq === before + 4
  const { state } = await office.until(provable, isAgain)
  expect(state.returns).toBe(1)
  const { items } = await office.ask(tasksContract.listTaskEntries, {
    params: { taskId: provable },
    query: {},
  })
  const types = items.map(({ type }) => type)
  expect(types.filter((type) => type === 'run_ended')).toHaveLength(2)
  expect(types).toContain('work_returned')
  expect(types).not.toContain('task_done')
})

test('proven by a schema and by a commit, it is done', async () => {
  const workspace = join(office.folder, 'practice', 'workspace')
  aRepository(join(workspace, 'site')).commit('Issue 148 is out')
  const text = ['The numbers are 412.', 'write: week.json | {"readers": 412}', 'finish: mended'].join('\n')
  await office.ask(tasksContract.messageTask, { params: { taskId: provable }, body: { text } })
  await office.until(provable, ({ status }) => status === 'done')
  await list().getByText('2 of 2 proven').waitFor()
  await list().getByText('Its JSON matches the schema.').waitFor()
  await list()
    .getByText(/^The commit [0-9a-f]{12} is there, its message holds “Issue 148”\.$/)
    .waitFor()
  await pictured(tab, 'proven-json')
})

test('what shipped is on the page of its project, and in the api', async () => {
  const { items } = await office.ask(shippedContract.listShipped, { query: { projectId: where.projectId } })
  expect(items.map(({ title, proof }) => `${title} ${proof}`).sort()).toEqual([
    ...['Letter file', 'Look review', 'Notes artifact', 'Numbers json', 'Page url', 'Site commit'],
  ])
  await tab.goto(at(`/projects/${where.projectId}`))
  const shipped = tab.getByRole('list', { name: 'Shipped' })
  await shipped.getByRole('link', { name: address }).waitFor()
  await pictured(tab, 'shipped')
  await shipped.getByRole('link', { name: 'Look', exact: true }).click()
  await tab.waitForURL(new RegExp(taskId))
})

test('no page broke on the way', () => {
  expect(story.trouble.flat().filter((line) => !/\b400\b/.test(line))).toEqual([])
})
