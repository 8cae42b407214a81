import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Approval, approvalsContract } from '#api/approvals/contract.ts'
import { mostAtOnce } from '#domain/approval/bulk-rules.ts'
import { inboxHref, inboxItemId } from '#domain/inbox/inbox.ts'
import type { ProposalStatus } from '#domain/task/task.ts'
import { randomOf } from '../../local/portfolio/random.ts'
import { perProject, waitingApprovals } from './hundred-world.ts'
import { linesOf, overflowOf, until, type View, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

/** The whole of it, with the pauses of a person; else a short one without any. */
const isWhole = process.env.FRONT_OFFICE_PACE === 'human'
const projects = isWhole ? 20 : 4
const waiting = projects * perProject
const highRisk = projects
const mostSeconds = 300

let story: Story
let page: Page
beforeAll(async () => {
  story = await openStory()
  page = story.page
  await waitingApprovals(story.office, projects)
}, 240_000)
afterAll(() => story?.close())

const random = randomOf(7)
let pausedMs = 0
async function pause(fromMs: number, toMs: number) {
  if (!isWhole) return
  const ms = fromMs + random() * (toMs - fromMs)
  pausedMs += ms
  await sleep(ms)
}
/** One key after a moment, as somebody who knows what comes. */
async function press(key: string) {
  await pause(1_200, 2_500)
  await page.keyboard.press(key)
}
/** The key that ends what another began. */
async function follow(key: string) {
  await pause(500, 1_000)
  await page.keyboard.press(key)
}

const detail = () => page.getByRole('region', { name: 'Selected item' })
const rows = () => page.getByRole('list', { name: 'What needs a person' }).getByRole('listitem')
const dialogOf = (on: Page) => on.getByRole('dialog')
const approveAll = (on: Page) => dialogOf(on).getByRole('button', { name: /^Approve for good/ })
const listed = (status: ProposalStatus): Promise<Approval[]> =>
  story.office
    .ask(approvalsContract.listApprovals, { query: { status, limit: 200 } })
    .then(({ items }) => items)
const untilWaiting = (count: number) =>
  until(async () => ((await rows().count()) === count ? true : undefined), `${count} waiting`, 120_000)
const open = async (on: Page = page) => {
  await on.goto(story.at('/inbox?kind=approval'))
  await on.getByRole('list', { name: 'What needs a person' }).waitFor()
}
async function clean(on: Page, name: string) {
  await on.screenshot({ path: join(process.env.LOOKS_FOLDER ?? story.office.folder, `${name}.png`) })
  expect(await violationsOn(on), name).toEqual([])
  expect(await overflowOf(on), name).toBeLessThanOrEqual(0)
}

test(`${waiting} approvals of mixed risk over ${projects} projects wait, a fifth of them of high risk`, async () => {
  await open()
  await untilWaiting(waiting)
  const approvals = await listed('pending')
  expect(new Set(approvals.map(({ projectId }) => projectId)).size).toBe(projects)
  const risks = approvals.map(({ risk }) => risk.level)
  expect(risks.filter((one) => one === 'high')).toHaveLength(highRisk)
  expect(new Set(risks).size).toBe(3)
})

test('the test tries: what is of high risk goes by no bulk button and by no bulk request', async () => {
  const [high] = (await listed('pending')).filter(({ risk }) => risk.level === 'high')
  if (!high) throw new Error('nothing of high risk waits')
  await page.goto(story.at(inboxHref(inboxItemId('approval', high.id))))
  await detail().getByText('High risk', { exact: true }).waitFor()
  await page.keyboard.press('x')
  await page.getByText('1 item selected').waitFor()
  await page.keyboard.press('Shift+A')
  await page.keyboard.press('Enter')
  await dialogOf(page)
    .getByText(/^It is of high risk: /)
    .waitFor()
  expect(await approveAll(page).isDisabled()).toBe(true)
  await clean(page, 'hundred-left')
  const { proposalId, hash } = high.proposal
  for (const verdict of ['approved', 'rejected'] as const) {
    const body = { decisions: [{ proposalId, hash, verdict, reason: '' }] }
    const { done, refused } = await story.office.ask(approvalsContract.decideApprovals, { body })
    expect(done).toEqual([])
    expect(refused).toMatchObject([{ proposalId, code: 'high_risk' }])
  }
  expect(await listed('pending')).toHaveLength(waiting)
})

/** One that differs from a call that was approved, as its own card shows it. */
async function lookedAt(on: Page, name: string) {
  const like = (await listed('pending')).find((one) => one.like !== null)
  if (!like) throw new Error('nothing is like anything that was approved')
  await on.goto(story.at(inboxHref(inboxItemId('approval', like.id))))
  await on.getByText(/parameters differs?\.$/).waitFor()
  await clean(on, `hundred-card-${name}`)
}

/** All of them for whoever looks at the pictures. */
const seenIn: [string, View][] = Object.entries(views).filter(
  ([name]) => process.env.LOOKS_FOLDER || name === '1280-light' || name === '390-dark',
)
test.skipIf(isWhole).each(seenIn)('looks right in %s', async (name, view) => {
  const context = await story.person(view)
  const own = await context.newPage()
  await open(own)
  await own.keyboard.press('Shift+L')
  await own.getByText(`${waiting - highRisk} items selected`).waitFor()
  await clean(own, `hundred-selected-${name}`)
  await own.keyboard.press('Shift+A')
  await own.keyboard.press('Enter')
  await approveAll(own).waitFor()
  await clean(own, `hundred-together-${name}`)
  await own.keyboard.press('Escape')
  await dialogOf(own).waitFor({ state: 'detached' })
  await lookedAt(own, name)
  await context.close()
})

/** Everything below high risk, as many at once as one request takes. */
async function approveTogether(count: number, left: number) {
  await press('Shift+L')
  await page.getByText(`${count} items selected`).waitFor()
  await press('Shift+A')
  await follow('Enter')
  await approveAll(page).waitFor()
  expect(await approveAll(page).textContent()).toBe(`Approve for good: ${count}`)
  expect(await dialogOf(page).getByRole('list', { name: 'Will be approved' }).locator('> li').count()).toBe(
    count,
  )
  // As long as it takes to run over so many that differ in one word.
  await pause(15_000, 20_000)
  await page.keyboard.press('Enter')
  await dialogOf(page)
    // On a machine that is busy some are only recorded by then.
    .getByText(new RegExp(`^(${count} proposals approved|.* recorded, will be delivered)`))
    .waitFor()
  await press('Enter')
  await untilWaiting(left)
}

/** The one that is open: read, and decided by its own card. */
async function decideOpened(isApproved: boolean) {
  await detail()
    .getByRole('button', { name: /^Approve / })
    .waitFor()
  await detail().getByText('High risk', { exact: true }).waitFor()
  await pause(2_500, 4_000)
  await press(isApproved ? 'a' : 'r')
  await follow('Enter')
  if (!isApproved) {
    await page.keyboard.type('Not this way.', { delay: isWhole ? 80 : 0 })
    await follow('Tab')
    await follow('Enter')
  }
  await detail()
    .getByText(/^(Approved|Rejected)/)
    .first()
    .waitFor()
}

test('all are cleared by keyboard', { timeout: 600_000 }, async () => {
  await open()
  await untilWaiting(waiting)
  const began = performance.now()
  for (let left = waiting; left > highRisk; ) {
    const count = Math.min(mostAtOnce, left - highRisk)
    left -= count
    await approveTogether(count, left)
  }
  const together = performance.now() - began
  for (let left = highRisk - 1; left >= 0; left--) {
    await press('j')
    await decideOpened(left % 2 === 0)
    if (left > 0) await untilWaiting(left)
  }
  // Not "Nothing of the kind": the inbox holds nothing else.
  await page.getByText('Nothing needs you.').waitFor()
  const all = performance.now() - began
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(0)} s`
  process.stdout.write(
    `${waiting} approvals cleared in ${seconds(all)}: ${waiting - highRisk} together in ${seconds(together)}, ` +
      `${highRisk} one by one in ${seconds(all - together)}; pauses of a person are ${seconds(pausedMs)} of it\n`,
  )
  expect(await listed('pending')).toEqual([])
  expect(all / 1_000).toBeLessThan(mostSeconds)
})

test('each has one decision, and what was approved was done once, and nothing else', {
  timeout: 240_000,
}, async () => {
  const rejected = await listed('rejected')
  expect(rejected).toHaveLength(highRisk / 2)
  expect(new Set(rejected.map(({ proposal }) => proposal.reason))).toEqual(new Set(['Not this way.']))
  const approved = waiting - highRisk / 2
  const outbox = join(story.office.folder, 'practice', 'outbox.jsonl')
  const done = () => linesOf(outbox).map((line) => JSON.stringify({ ...JSON.parse(line), at: null }))
  await until(async () => (done().length >= approved ? true : undefined), 'all is done', 180_000)
  expect(done()).toHaveLength(approved)
  expect(new Set(done()).size).toBe(approved)
  for (const { proposal } of rejected) {
    const own = Object.values(proposal.parameters)[0]
    expect(done().filter((line) => line.includes(JSON.stringify(own)))).toEqual([])
  }
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
