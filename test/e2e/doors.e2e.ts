import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { policiesContract } from '#api/policies/contract.ts'
import { inboxHref, inboxItemId } from '#domain/inbox/inbox.ts'
import { asked } from '../openclaw/practice-world.ts'
import { lookNow } from './look-now.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let page: Page
let of: Awaited<ReturnType<Story['office']['aProject']>>

beforeAll(async () => {
  story = await openStory()
  page = story.page
}, 180_000)
afterAll(() => story?.close())

const letter = (body: string) => JSON.stringify({ to: 'reader@example.com', body })
const aLetter = (body: string) => story.office.aTask(of, `effect: send_message ${letter(body)}\nfinish: sent`)
const isDone = ({ status }: { status: string }) => status === 'done'
const grants = () => page.getByRole('list', { name: 'Standing grants', exact: true }).getByRole('listitem')

test('before anything may pass the page says so, and how something could', async () => {
  of = await story.office.aProject()
  await page.goto(story.at('/doors'))
  await page.getByText('Every effect is approved by somebody; only what reads or reports passes.').waitFor()
  await page.getByText('There is no standing grant.').waitFor()
  await page.getByText('No effect passes by itself.').waitFor()
  await page.getByText(/everywhere: they only read and report/).waitFor()
  await pictured(page, 'doors-empty')
})

/** Not what stands in its panel, which is a list as well. */
const rowOf = (list: string, text: string) =>
  page.getByRole('list', { name: list, exact: true }).locator(':scope > li').filter({ hasText: text })

test('what a project was created with passes, is said, and is closed by the keyboard as a version of its policy', async () => {
  const { projectId } = await story.office.aProject({ extraSafeTools: ['write', 'web_search'] })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Permissions' }).click()
  await page.getByText(/^2 further tools pass without asking, beside what reads or reports\./).waitFor()
  const write = rowOf('Tools that pass', 'set when').filter({ hasText: 'write' })
  await write.getByText('use not counted').waitFor()
  await write.getByRole('button', { name: /^Close…/ }).press('Enter')
  const panel = page.getByRole('group', { name: 'Close write' })
  await panel.getByText(/^have it say: Passes without asking, beside .*: web_search\. Before: /).waitFor()
  await panel.getByLabel('Why, if you want to say').fill('It asks from now on')
  await pictured(page, 'doors-closing-tool')
  await panel.getByRole('button', { name: 'Close it, as version 1' }).press('Enter')
  await write.waitFor({ state: 'detached' })
  await rowOf('Tools that pass', 'web_search')
    .getByText(/^policy of .*, version 1$/)
    .waitFor()
  await page.goto(story.at(`/policies/${projectId}`))
  await page.getByText('Version 1: It asks from now on').waitFor()
  await page.getByRole('link', { name: 'What may run without asking' }).click()
  await rowOf('Tools that pass', 'web_search').waitFor()
})

test('a rule stands with its use, and closing it has the policy ask for an approver; the page follows', async () => {
  const { ask } = story.office
  const { projectId } = await story.office.aProject()
  const { document } = await ask(policiesContract.getPolicy, { params: { scopeId: projectId } })
  const pay = { who: 'auto', upToUsd: 5, above: 'one', perDay: 4 } as const
  const body = { document: { ...document, approvals: { pay } }, version: 0 }
  await ask(policiesContract.changePolicy, { params: { scopeId: projectId }, body })
  const rule = rowOf('Automatic effects', 'Paying up to $5.00')
  await rule.getByText('0 of 4 used today').waitFor()
  await rule.getByText('not used in 30 days').waitFor()
  await rule.getByRole('button', { name: /^Close…/ }).click()
  const panel = page.getByRole('group', { name: 'Close Paying up to $5.00' })
  await panel.getByText(/^have it say: Paying needs one approver\. Before: /).waitFor()
  await pictured(page, 'doors-closing-rule')
  await panel.getByRole('button', { name: 'Close it, as version 2' }).click()
  await page.getByText('No effect passes by itself.').waitFor()
})

test('from an approved effect its like is let pass, after saying what that will do', async () => {
  const { office } = story
  const taskId = await aLetter('Issue 148 is out')
  const proposal = await office.untilAsked(taskId)
  await office.decide(proposal, 'approved', 'Go ahead')
  await office.until(taskId, isDone)
  await page.goto(story.at(`/tasks/${taskId}`))
  await page.getByRole('region', { name: 'Effects' }).getByRole('link', { name: 'send_message' }).click()
  await page.getByRole('button', { name: 'Let the next ones pass…' }).click()
  const panel = page.getByRole('group', { name: 'Let the next calls of send_message pass' })
  await panel.getByText(/without asking: to reader@example\.com/).waitFor()
  expect(await panel.getByLabel('How many times').inputValue()).toBe('10')
  expect(await panel.getByLabel('For how many days').inputValue()).toBe('7')
  await pictured(page, 'standing-offer')
  await panel.getByLabel('How many times').fill('3')
  await panel.getByRole('button', { name: 'Let them pass' }).click()
  await page.getByText(/The next ones like it pass by a/).waitFor()
})

test('the next one passes, is an effect of its own, and is counted', async () => {
  const taskId = await aLetter('Issue 149 is out')
  await story.office.until(taskId, isDone)
  await page.getByRole('link', { name: 'standing grant' }).click()
  await grants().getByText('1 of 3 used').waitFor()
  await grants()
    .getByText(/send_message: to reader@example\.com/)
    .waitFor()
  await pictured(page, 'doors')
  await page.goto(story.at(`/tasks/${taskId}`))
  await page.getByRole('region', { name: 'Effects' }).getByRole('link', { name: 'send_message' }).click()
  await page
    .getByText(/Nobody was asked: it passed by a standing grant of The owner\. It was done once\./)
    .waitFor()
  await page.getByRole('list', { name: 'What became of it' }).getByText('Done once').waitFor()
  const facts = page.getByRole('complementary', { name: 'About this effect' })
  await facts.getByText('nobody: it passed without asking').waitFor()
  await facts.getByRole('link', { name: 'The owner' }).waitFor()
  expect(await facts.getByText('Decision until').count()).toBe(0)
  await pictured(page, 'effect-passed')
  await page
    .getByRole('region', { name: 'Why it passed' })
    .getByRole('link', { name: 'standing grant' })
    .click()
  await page.waitForURL(/\/doors#sg_/)
  await page
    .locator('[data-named]')
    .getByText(/^send_message: to reader/)
    .waitFor()
})

test('another place asks', async () => {
  const { office } = story
  const other = JSON.stringify({ to: 'eve@example.com', body: 'Issue 149 is out' })
  const taskId = await office.aTask(of, `effect: send_message ${other}\nfinish: sent`)
  await office.untilAsked(taskId)
})

test('it is revoked by the keyboard, after saying what that will do; the next one asks', async () => {
  const { office } = story
  await page.goto(story.at('/doors'))
  await grants()
    .getByRole('button', { name: /^Revoke/ })
    .press('Enter')
  const panel = page.getByRole('group', { name: /^Revoke the standing grant/ })
  await panel.getByText(/end runs that have some of it/).waitFor()
  await panel.getByLabel('Why, if you want to say').fill('It repeats itself')
  await pictured(page, 'doors-revoking')
  await panel.getByRole('button', { name: 'Revoke it' }).press('Enter')
  await page.getByText('There is no standing grant.').waitFor()
  await page
    .getByRole('list', { name: 'Standing grants that are over' })
    .getByText(/^revoked/)
    .waitFor()
  await office.untilAsked(await aLetter('Issue 150 is out'))
})

/** Not what stands in its panel, which is a list as well. */
const own = () =>
  page
    .getByRole('list', { name: 'Permissions of gateways' })
    .locator(':scope > li')
    .filter({ hasText: '/usr/bin/tar' })
const byHand = <T>(method: string, params: object) => {
  const { ports, secrets } = story.office.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  return asked<T>(target, method, { ...params }, ['operator.read', 'operator.admin'])
}
interface Lists {
  hash: string
  file: object
}

test('a command that somebody let pass on the gateway is shown as not allowed by us, and adopted on its own page', async () => {
  await lookNow(story)
  const { hash, file } = await byHand<Lists>('exec.approvals.get', {})
  const allowlist = [{ pattern: '/usr/bin/tar', argPattern: '^c', lastUsedAt: Date.now() - 3_600_000 }]
  await byHand('exec.approvals.set', { file: { ...file, agents: { main: { allowlist } } }, baseHash: hash })
  await lookNow(story)
  await page.goto(story.at('/doors'))
  await own()
    .getByText(/not allowed by us/)
    .waitFor()
  await own()
    .getByText(/last used/)
    .waitFor()
  await page
    .getByText(/set in OpenClaw/)
    .first()
    .waitFor()
  await pictured(page, 'doors-gateway')
  await own().getByRole('link', { name: '/usr/bin/tar' }).click()
  await page.getByRole('button', { name: 'Adopt' }).click()
  await page
    .getByText(/adopted/i)
    .first()
    .waitFor()
})

test('an adopted one is closed by the keyboard, after saying what that will do, and is gone on the gateway', async () => {
  await page.goto(story.at('/doors'))
  await own()
    .getByText(/held to be right/)
    .waitFor()
  await own()
    .getByRole('button', { name: /^Close…/ })
    .press('Enter')
  const panel = page.getByRole('group', { name: /^Close .*tar on/ })
  await panel.getByText(/until it is seen to be gone it stays a finding here/).waitFor()
  await pictured(page, 'doors-closing')
  await panel.getByRole('button', { name: 'Close it' }).press('Enter')
  await own().waitFor({ state: 'detached' })
  const { file } = await byHand<Lists>('exec.approvals.get', {})
  expect(JSON.stringify(file)).not.toContain('tar')
})

test('after three like it, it is offered where the next one is decided in the inbox, and taken by the keyboard', async () => {
  const { office } = story
  for (const body of ['Issue 151 is out', 'Issue 152 is out']) {
    const taskId = await aLetter(body)
    await office.decide(await office.untilAsked(taskId), 'approved', 'Go ahead')
    await office.until(taskId, isDone)
  }
  const { proposalId } = await office.untilAsked(await aLetter('Issue 153 is out'))
  await page.goto(story.at(inboxHref(inboxItemId('approval', proposalId))))
  await page.getByRole('button', { name: /^Approve send_message/ }).waitFor()
  await page.getByText(/^The last 3 like it were approved, none rejected/).waitFor()
  await pictured(page, 'standing-offer-inbox')
  await page.getByRole('button', { name: 'Let the next ones pass…' }).press('Enter')
  const panel = page.getByRole('group', { name: 'Let the next calls of send_message pass' })
  await panel.getByText(/without asking: to reader@example\.com/).waitFor()
  await pictured(page, 'standing-offer-inbox-open')
  await panel.getByRole('button', { name: 'Let them pass' }).press('Enter')
  await page.getByText(/The next ones like it pass by a/).waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
