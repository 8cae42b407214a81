import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvalsContract } from '#api/approvals/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { pictured } from './pictured.ts'
import { openContext, troubleOf } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of two who approve: each test goes on where the one before ended.
let story: Story
let trouble: string[] = []
let where = { projectId: '', agentId: '' }
const letter = { to: 'reader@example.com', body: 'Issue 150 is out' }
const why = 'because it is of medium risk: it is the first of its kind'

beforeAll(async () => {
  story = await openStory()
  where = await story.office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

test('two that nobody could be are refused at the field, with one operator', async () => {
  const { page } = story
  await page.goto(story.at(`/projects/${where.projectId}/policies`))
  await page.getByLabel('What is of medium or high risk').selectOption('two')
  await page.getByText('New: What is of medium or high risk needs two approvers, whatever it does.').waitFor()
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await page.getByText(/Only one operator can decide, so nothing of this kind/).waitFor()
  await pictured(page, 'risk-policy')
})

test('with a second one it is saved, and holds', async () => {
  const { page, office } = story
  const context = await openContext(story.browser)
  trouble = troubleOf(context)
  const partner = await context.newPage()
  const { link } = await office.ask(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  await partner.goto(link)
  await partner.getByLabel('Name').fill('Grace Partner')
  await partner.getByLabel('Email').fill('grace@example.com')
  await partner.getByRole('textbox', { name: 'Password' }).fill('a long enough password')
  await partner.getByRole('button', { name: 'Create my account' }).click()
  await partner.getByRole('heading', { name: 'Mission control' }).waitFor()
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  const rules = page.getByRole('list', { name: 'Rules that hold' })
  await rules.getByText('What is of medium or high risk needs two approvers, whatever it does.').waitFor()

  const taskId = await office.aTask(where, `effect: send_message ${JSON.stringify(letter)}`)
  const { proposalId, hash } = await office.untilAsked(taskId)
  await partner.goto(story.at(`/inbox/approval:${proposalId}`))
  await partner.getByText(`two approvers, ${why}`).waitFor()
  await pictured(partner, 'risk-card')
  const body = { verdict: 'approved', reason: '', hash } as const
  await office.ask(approvalsContract.decideApproval, { params: { proposalId }, body })
  await partner.getByText(/; .* approved it$/).waitFor()
  await partner.keyboard.press('a')
  await partner.keyboard.press('Enter')
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals[0]).toMatchObject({ status: 'performed', needs: 'two' })
  await page.goto(story.at(`/effects/${proposalId}`))
  await page.getByText(why).waitFor()
  await pictured(page, 'risk-effect')
})

test('the next one of its kind to them needs one', async () => {
  const { office } = story
  const taskId = await office.aTask(
    where,
    `effect: send_message ${JSON.stringify({ ...letter, body: 'Again' })}`,
  )
  await office.decide(await office.untilAsked(taskId), 'approved', '')
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals[0]).toMatchObject({ status: 'performed' })
  expect(state.proposals[0]).not.toHaveProperty('needs')
})

test('of what may do anything the policy says what it needs, and hours may go past midnight', async () => {
  const { page } = story
  await page.goto(story.at(`/projects/${where.projectId}/policies`))
  await page.getByLabel('Paying', { exact: true }).selectOption('two')
  await page.getByLabel('Runs start only in these hours').check()
  await page.getByLabel('From', { exact: true }).fill('22:00')
  await page.getByLabel('To', { exact: true }).fill('06:00')
  await page.getByText('New: Paying needs two approvers.').waitFor()
  await pictured(page, 'night-policy')
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await page.goto(story.at(`/agents/${where.agentId}`))
  const rules = page.getByRole('list', { name: 'Rules that hold' })
  const strictest = 'needs two approvers, the strictest that is asked of any kind (paying). from the project'
  const lineOf = (text: string) => rules.getByRole('listitem').filter({ hasText: text })
  await lineOf(`Running a command of which it is not known what it does ${strictest}`).waitFor()
  await lineOf(`Anything else with an effect ${strictest}`).waitFor()
  await lineOf('from 22:00 to 06:00 of the next day').waitFor()
  await pictured(page, 'strictest-agent')
})

test('no page broke on the way; the browser tells of the policy that was refused', () => {
  expect([...story.trouble.flat(), ...trouble]).toEqual([expect.stringContaining('400 (Bad Request)')])
})
