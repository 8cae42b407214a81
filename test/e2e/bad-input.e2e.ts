import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentsContract } from '#api/documents/contract.ts'
import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { runbooksContract } from '#api/runbooks/contract.ts'
import type { TestProduct } from '../product.ts'
import { openContext } from './stage.ts'
import { openStory, type Story } from './story.ts'

// What the other stories do not send: a file with bad lines is in outcomes, a runbook that does not fit in runbooks.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
/** The message stands at the field: a screen reader reads it with it. */
async function expectAt(field: Locator, message: RegExp) {
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean)
  const described = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()))
  expect(described.join(' ')).toMatch(message)
}

test('a policy that would lock everybody out is refused at its field with why, and no version is made', async () => {
  await page.goto(at(`/projects/${where.projectId}/policies`))
  await page.getByLabel('Paying').selectOption('two')
  await page.getByLabel('Deleting').selectOption('other')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await expectAt(page.getByLabel('Paying'), /Only one operator can decide.*Invite a second one first/)
  await expectAt(page.getByLabel('Deleting'), /who asks for a task must not be the one who approves/)
  await page.getByText('Something above cannot be saved; it says why.').waitFor()
  const policy = () => office.ask(policiesContract.getPolicy, { params: { scopeId: where.projectId } })
  expect(await policy()).toMatchObject({ version: 0, versions: [] })
  await page.getByLabel('Paying').selectOption('')
  await page.getByLabel('Deleting').selectOption('')
  await page.getByLabel('Runs start only in these hours').check()
  await page.getByLabel('Time zone').fill('Europe/Atlantis')
  await page.getByLabel('To', { exact: true }).fill('09:00')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await expectAt(page.getByLabel('Time zone'), /is not a time zone/)
  await expectAt(page.getByLabel('To', { exact: true }), /must not be the beginning/)
  expect((await policy()).version).toBe(0)
})

test('an invite that two use at once makes one account; the second is told at the form', async () => {
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'viewer' } })
  const guests = await Promise.all(
    ['grace', 'ada'].map(async (name) => ({ name, page: await guestAt(link) })),
  )
  for (const guest of guests) {
    await guest.page.getByLabel('Name').fill(guest.name)
    await guest.page.getByLabel('Email').fill(`${guest.name}@example.com`)
    await guest.page.getByRole('textbox', { name: 'Password' }).fill('a long enough password')
  }
  const [first, second] = guests.map((guest) => guest.page) as [Page, Page]
  await first.getByRole('button', { name: 'Create my account' }).click()
  await first.getByRole('heading', { name: 'Mission control' }).waitFor()
  await second.getByRole('button', { name: 'Create my account' }).click()
  await second.getByText('This invite was used, and works once.').waitFor()
  expect(await second.getByLabel('Name').inputValue()).toBe('ada')
  const { items } = await office.ask(operatorsContract.listOperators)
  expect(items.map(({ email }) => email).sort()).toEqual(['grace@example.com', 'owner@example.com'])
  await Promise.all(guests.map((guest) => guest.page.context().close()))
})

async function guestAt(link: string) {
  const guest = await (await openContext(story.browser)).newPage()
  await guest.goto(link)
  await guest.getByRole('button', { name: 'Create my account' }).waitFor()
  return guest
}

const runbook = `name: Look around
steps:
  - {id: look, task: {agent: Ines, title: Look, intent: "finish: looked"}}`

test('a key needs a scope; without the one for runbooks it starts none, and the script is told why', async () => {
  const params = { projectId: where.projectId }
  await office.ask(runbooksContract.createRunbook, { params, body: { yaml: runbook } })
  await page.goto(at('/api-keys'))
  const may = page.getByRole('group', { name: 'May' })
  await may.getByRole('checkbox', { name: 'Start runbooks' }).uncheck()
  await page.getByRole('button', { name: 'Make the key' }).click()
  await expectAt(page.getByLabel('Name'), /Give it the name of what will use it/)
  await page.getByText('Choose at least one project').waitFor()
  await page.getByText('Choose at least one', { exact: true }).waitFor()
  await page.getByText('There is no key.').waitFor()
  await page.getByLabel('Name').fill('Website')
  await page.getByRole('group', { name: 'Projects' }).getByRole('checkbox').check()
  await may.getByRole('checkbox', { name: /^Read the project/ }).check()
  await page.getByRole('button', { name: 'Make the key' }).click()
  const token = await page.getByLabel('The token').inputValue()
  const answer = await fetch(at(`/api/projects/${where.projectId}/runbooks/look-around/runs`), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"inputs": {}}',
  })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({
    code: 'key_may_not',
    detail: 'The API key Website may not start runbooks. Make a key with that in its scope.',
  })
  await page.goto(at(`/projects/${where.projectId}/runbooks/look-around`))
  await page.getByRole('heading', { level: 1, name: 'Look around' }).waitFor()
  const name = 'look-around'
  expect((await office.ask(runbooksContract.getRunbook, { params: { ...params, name } })).lastRun).toBeNull()
})

test.each([
  ['a cron expression with a minute that is none', 'Cron expression', '61 9 * * *', /60|range|minute/i],
  ['one with four fields', 'Cron expression', '0 9 * *', /must have five fields.*this has 4/],
  ['one in words', 'Cron expression', '0 9 * * funday', /FUNDAY is none of them/],
  ['a time that never comes', 'Cron expression', '0 9 30 2 *', /never comes/],
  ['a time zone that is none', 'Time zone', 'Europe/Atlantis', /is not a time zone: Europe\/Atlantis/],
])('of a heartbeat %s is refused at its field, and no beat is set', async (_what, label, value, message) => {
  await page.goto(at(`/agents/${where.agentId}`))
  await page.getByRole('button', { name: 'Set a heartbeat' }).click()
  await page.getByLabel('What to look at').fill('finish: all quiet')
  await page.getByRole('combobox', { name: 'How often' }).click()
  await page.getByRole('option', { name: /cron expression/ }).click()
  await page.getByLabel('Cron expression').fill('0 9 * * 1-5')
  const field = page.getByRole(label === 'Time zone' ? 'combobox' : 'textbox', { name: label })
  await field.fill(value)
  await page.getByRole('button', { name: 'Set the heartbeat' }).click()
  await expectAt(field, message)
  const { heartbeat } = await office.ask(heartbeatsContract.getHeartbeat, {
    params: { agentId: where.agentId },
  })
  expect(heartbeat).toBeNull()
})

/** What an operator pastes comes at once; typed by the driver it would take minutes. */
const paste = (field: Locator, text: string) =>
  field.evaluate((element, value) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(element, value)
    element.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)

test('a document of 2 MB is refused as a file and at its field, and nothing is kept', async () => {
  const big = `# Everything\n${'All that we know, line by line.\n'.repeat(62_500)}`
  await page.goto(at(`/projects/${where.projectId}/new-document`))
  const file = join(office.folder, 'everything.md')
  writeFileSync(file, big)
  await page.locator('input[type=file]').setInputFiles(file)
  await page
    .getByText(/^everything.md has 2,001 kB; a document may have 200 kB at most. Split it into several/)
    .waitFor()
  const text = page.getByRole('textbox', { name: 'Text' })
  expect(await text.inputValue()).toBe('')
  await page.getByLabel('Title').fill('Everything')
  await paste(text, big)
  await page.getByText('Too long to be saved or shown.').waitFor()
  await page.getByRole('button', { name: 'Save the document' }).click()
  await expectAt(text, /This has 2,001 kB; a document may have 200 kB at most/)
  expect(await page.getByLabel('Title').inputValue()).toBe('Everything')
  const { items } = await office.ask(documentsContract.listDocuments, {
    params: { projectId: where.projectId },
  })
  expect(items).toEqual([])
})

test('no page broke on the way', () => {
  // What is refused, and the preview of times that never come, are what the stories are about.
  expect(story.trouble.flat().filter((line) => !/\b40[039]\b/.test(line))).toEqual([])
})
