import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approvalsContract } from '#api/approvals/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { pictured } from './pictured.ts'
import { openContext, troubleOf } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of two who approve: each test goes on where the one before ended.
let story: Story
let partner: Page
let taskId = ''
let proposal: ProposalState
const trouble: string[][] = []
const letter = { to: 'reader@example.com', body: 'Issue 149 is out' }
const other = { ...letter, to: 'everyone@example.com' }

beforeAll(async () => {
  story = await openStory()
  partner = await joined()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

async function joined(): Promise<Page> {
  const context = await openContext(story.browser)
  trouble.push(troubleOf(context))
  const page = await context.newPage()
  const { link } = await story.office.ask(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  await page.goto(link)
  await page.getByLabel('Name').fill('Grace Partner')
  await page.getByLabel('Email').fill('grace@example.com')
  await page.getByRole('textbox', { name: 'Password' }).fill('a long enough password')
  await page.getByRole('button', { name: 'Create my account' }).click()
  await page.getByRole('heading', { name: 'Mission control' }).waitFor()
  return page
}
const button = (name: string | RegExp) => partner.getByRole('button', { name })
const now = async () => (await story.office.task(taskId)).state.proposals[0] as ProposalState

/** By the owner, elsewhere, while the partner has it open. */
async function editedByOwner(parameters: typeof letter) {
  const { ask } = story.office
  const params = { proposalId: proposal.proposalId }
  const edit = { from: proposal.hash, parameters }
  const { hash } = await ask(approvalsContract.previewEdit, { params, body: edit })
  await ask(approvalsContract.decideApproval, {
    params,
    body: { verdict: 'approved', reason: '', hash, edit },
  })
}

test('a proposal waits for one, and the policy asks for two by now', async () => {
  const { office } = story
  const where = await office.aProject()
  taskId = await office.aTask(where, `effect: send_message ${JSON.stringify(letter)}`)
  const second = await office.aTask(where, 'Choose a colour\nask: Which colour? | red | blue')
  await office.until(second, ({ waitKind }) => waitKind === 'operator')
  proposal = await office.untilAsked(taskId)
  const document = PolicyDocument.parse({ approvals: { send: { who: 'two' } } })
  const body = { document, note: '', version: 0 }
  await office.ask(policiesContract.changePolicy, { params: { scopeId: where.projectId }, body })
  await partner.goto(story.at(`/inbox/approval:${proposal.proposalId}`))
  await button(/^Approve send_message/).waitFor()
})

test('what is written is kept after Back, and J asks before it is lost', async () => {
  await partner.keyboard.press('r')
  await partner.keyboard.press('Enter')
  await partner.getByLabel('Reason').fill('Not to them.')
  await button('Back').click()
  await partner.keyboard.press('j')
  await button('Stay and go on writing').waitFor()
  await pictured(partner, 'draft-kept')
  await button('Stay and go on writing').click()
  await button(/^Reject…/).click()
  expect(await partner.getByLabel('Reason').inputValue()).toBe('Not to them.')
  await partner.getByLabel('Reason').fill('')
  await button('Back').click()
})

test('what changes under a focused Approve is not approved by Enter before it is read', async () => {
  await partner.keyboard.press('a')
  const approve = button(/^Approve send_message/)
  expect(await approve.evaluate((element) => element === document.activeElement)).toBe(true)
  await editedByOwner(other)
  await partner.getByText(/^It changed since you opened it/).waitFor({ timeout: 15_000 })
  expect(await partner.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  await partner.keyboard.press('Enter')
  await partner.keyboard.press('a')
  await partner.keyboard.press('Enter')
  await pictured(partner, 'changed-while-read')
  expect(await now()).toMatchObject({ status: 'pending', needs: 'two', parameters: other })
  expect((await now()).approvedBy).toHaveLength(1)
})

test('read, it shows who agreed and that two must, and the second yes is the one that counts', async () => {
  await button('Read the new version').click()
  await partner.getByText(/; .* approved it$/).waitFor()
  await pictured(partner, 'changed-and-read')
  await partner.keyboard.press('a')
  await partner.keyboard.press('Enter')
  const { state } = await story.office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals[0]).toMatchObject({ status: 'performed', parameters: other })
})

test('no page broke on the way', () => {
  expect([...story.trouble, ...trouble].flat()).toEqual([])
})
