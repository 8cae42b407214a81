import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Approval, approvalsContract } from '#api/approvals/contract.ts'
import type { ProposalStatus } from '#domain/task/task.ts'
import { randomOf } from '../../local/portfolio/seed.ts'
import { highRisk, hundredWaiting, waiting } from './hundred-world.ts'
import { linesOf, overflowOf, until, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

/** How fast the hands are: 1 as a person's, which `npm run test:hundred` asks for; a tenth of the pauses else. */
const pace = Number(process.env.FRONT_OFFICE_PACE ?? 0.1)
const mostSeconds = 300

let story: Story
let page: Page
beforeAll(async () => {
  story = await openStory()
  page = story.page
  await hundredWaiting(story.office)
}, 240_000)
afterAll(() => story?.close())

const random = randomOf(7)
/** What the pauses would come to at a person’s pace, ms. */
let humanMs = 0
async function pause(fromMs: number, toMs: number) {
  const ms = fromMs + random() * (toMs - fromMs)
  humanMs += ms
  await sleep(ms * pace)
}
/** One key after a moment, as somebody who knows what comes. */
async function press(key: string) {
  await pause(1_200, 2_500)
  await page.keyboard.press(key)
}
const read = () => pause(2_500, 4_000)

const detail = () => page.getByRole('region', { name: 'Selected item' })
const rows = () => page.getByRole('list', { name: 'What needs a person' }).getByRole('listitem')
const listed = (status: ProposalStatus): Promise<Approval[]> =>
  story.office
    .ask(approvalsContract.listApprovals, { query: { status, limit: 200 } })
    .then(({ items }) => items)
const untilWaiting = (count: number) =>
  until(async () => ((await rows().count()) === count ? true : undefined), `${count} waiting`, 120_000)
const dialog = () => page.getByRole('dialog')
const look = (name: string) =>
  page.screenshot({ path: join(process.env.LOOKS_FOLDER ?? story.office.folder, `${name}.png`) })
async function clean(name: string) {
  await look(name)
  expect(await violationsOn(page), name).toEqual([])
  expect(await overflowOf(page), name).toBeLessThanOrEqual(0)
}

test(`${waiting} approvals of mixed risk over 20 projects wait, a fifth of them of high risk`, async () => {
  await page.goto(story.at('/inbox'))
  await untilWaiting(waiting)
  const risks = (await listed('pending')).map(({ risk }) => risk.level)
  expect(risks.filter((one) => one === 'high')).toHaveLength(highRisk)
  expect(new Set(risks).size).toBe(3)
  await clean('hundred-inbox')
})

test('the test tries: what is of high risk goes by no bulk button and by no bulk request', async () => {
  const [high] = (await listed('pending')).filter(({ risk }) => risk.level === 'high')
  if (!high) throw new Error('nothing of high risk waits')
  await page.goto(story.at(`/inbox/approval:${high.id}`))
  await detail().getByText('High risk', { exact: true }).waitFor()
  await page.keyboard.press('x')
  await page.getByText('1 item selected').waitFor()
  await page.keyboard.press('Shift+A')
  await page.keyboard.press('Enter')
  await dialog()
    .getByText(/^It is of high risk: /)
    .waitFor()
  await expect(
    dialog()
      .getByRole('button', { name: /^Approve for good/ })
      .isDisabled(),
  ).resolves.toBe(true)
  await clean('hundred-left')
  await page.keyboard.press('Escape')
  const { proposalId, hash } = high.proposal
  for (const verdict of ['approved', 'rejected'] as const) {
    const body = { decisions: [{ proposalId, hash, verdict, reason: '' }] }
    const { done, refused } = await story.office.ask(approvalsContract.decideApprovals, { body })
    expect(done).toEqual([])
    expect(refused).toMatchObject([{ proposalId, code: 'high_risk' }])
  }
  await page.goto(story.at('/inbox'))
  await untilWaiting(waiting)
})

async function approveTogether(count: number, left: number) {
  await press('Shift+L')
  await page.getByText(`${count} items selected`).waitFor()
  await press('Shift+A')
  await press('Enter')
  const confirm = dialog().getByRole('button', { name: `Approve for good: ${count}` })
  await confirm.waitFor()
  expect(await dialog().getByRole('list', { name: 'Will be approved' }).locator('> li').count()).toBe(count)
  if (left === 50) await clean('hundred-together')
  // As long as it takes to run over so many that differ in one word.
  await pause(15_000, 20_000)
  await page.keyboard.press('Enter')
  await dialog()
    .getByText(new RegExp(`^${count} proposals approved`))
    .waitFor()
  await press('Enter')
  await untilWaiting(left)
}

/** The one that is open: read, and decided by its own card. */
async function decideOpened(nth: number) {
  const approve = detail().getByRole('button', { name: /^Approve / })
  await approve.waitFor()
  await detail().getByText('High risk', { exact: true }).waitFor()
  await read()
  if (nth % 2 === 0) {
    await press('a')
    await press('Enter')
  } else {
    await press('r')
    await press('Enter')
    await page.keyboard.type('Not this way.', { delay: 80 * pace })
    humanMs += 80 * 13
    await page.keyboard.press('Tab')
    await press('Enter')
  }
  await detail()
    .getByText(/^(Approved|Rejected|It may)/)
    .first()
    .waitFor()
}

test(`all are cleared by keyboard; at a person’s pace in under ${mostSeconds / 60} minutes`, async () => {
  const began = performance.now()
  await approveTogether(50, waiting - 50)
  await approveTogether(waiting - highRisk - 50, highRisk)
  const together = performance.now()
  for (let nth = 0; nth < highRisk; nth++) {
    await press('j')
    await decideOpened(nth)
  }
  await until(async () => ((await listed('pending')).length === 0 ? true : undefined), 'nothing waits')
  const seconds = (ms: number) => (ms / 1_000).toFixed(0)
  const taken = performance.now() - began
  process.stdout.write(
    `${waiting} approvals in ${seconds(taken)} s at pace ${pace}: ${seconds(together - began)} s together, ` +
      `${seconds(taken - (together - began))} s one by one; a person’s pauses are ${seconds(humanMs)} s of it at pace 1\n`,
  )
  if (pace === 1) expect(taken / 1_000).toBeLessThan(mostSeconds)
}, 600_000)

test('each has one decision, and every letter that was approved left once', async () => {
  const { items } = await story.office.ask(approvalsContract.listApprovals, {
    query: { status: 'rejected', limit: 200 },
  })
  expect(items).toHaveLength(highRisk / 2)
  expect(new Set(items.map(({ proposal }) => proposal.reason))).toEqual(new Set(['Not this way.']))
  const outbox = join(story.office.folder, 'practice', 'outbox.jsonl')
  await until(
    async () => {
      const open = await Promise.all((['approved', 'claimed', 'pending'] as const).map(listed))
      return open.flat().length === 0 ? true : undefined
    },
    'all that was approved is done',
    180_000,
  )
  const sent = linesOf(outbox).flatMap((line) => /reader-\d+@/.exec(line)?.[0] ?? [])
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent.length).toBeGreaterThanOrEqual(waiting - highRisk)
}, 240_000)

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
