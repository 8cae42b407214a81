import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectsContract } from '#api/projects/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'
import { untilExecutorIsReady } from './strange-job.ts'

// One story: each test goes on where the one before ended.
interface Told {
  title: string
  body: string
  tag: string
  isClosed: boolean
}
let story: Story
let page: Page
/** Nothing of Front Office: whoever has it before them looks elsewhere. */
let elsewhere: Page
let where: { projectId: string; agentId: string }
let projectName = ''

/** The browser's notifications, all that is replaced here: it writes down what it is told, and a test can press it. */
function recordNotifications(answer: string) {
  const kept = 'test-permission'
  const all: object[] = []
  class Recorded extends EventTarget {
    static all = all
    static get permission() {
      return localStorage.getItem(kept) ?? 'default'
    }
    static async requestPermission() {
      localStorage.setItem(kept, answer)
      return answer
    }
    onclick: (() => void) | null = null
    isClosed = false
    readonly title: string
    readonly body: string | undefined
    readonly tag: string | undefined
    constructor(title: string, { body, tag }: NotificationOptions) {
      super()
      this.title = title
      this.body = body
      this.tag = tag
      all.push(this)
    }
    close() {
      this.isClosed = true
    }
  }
  Object.assign(globalThis, { Notification: Recorded })
}
type Recording = { Notification: { all: (Told & { onclick(): void })[] } }
const told = (of: Page): Promise<Told[]> =>
  of.evaluate(() =>
    (globalThis as unknown as Recording).Notification.all.map(({ title, body, tag, isClosed }) => ({
      ...{ title, body, tag, isClosed },
    })),
  )
const press = (of: Page, tag: string) =>
  of.evaluate(
    (wanted) =>
      (globalThis as unknown as Recording).Notification.all.find((one) => one.tag === wanted)?.onclick(),
    tag,
  )

/** Playwright lets every tab think that it has the focus; here one has it, as in a browser of somebody's. */
async function visit(of: Page, path: string) {
  await of.goto(story.at(path))
  const session = await of.context().newCDPSession(of)
  for (const enabled of [true, false]) await session.send('Emulation.setFocusEmulationEnabled', { enabled })
  await session.detach()
}

beforeAll(async () => {
  story = await openStory()
  ;({ page } = story)
  await untilExecutorIsReady(story.office)
  await story.context.addInitScript(recordNotifications, 'granted')
  where = await story.office.aProject()
  const params = { projectId: where.projectId }
  projectName = (await story.office.ask(projectsContract.getProject, { params })).name
  await aProposal('Write to the first reader')
}, 180_000)
afterAll(async () => {
  await story?.close()
})

async function aProposal(title: string, place = where): Promise<ProposalState & { taskId: string }> {
  const call = 'send_message {"to": "ada@example.com", "body": "The code is 4711."}'
  const taskId = await story.office.aTask(place, `${title}\neffect: ${call}\nfinish: sent`)
  return { ...(await story.office.untilAsked(taskId)), taskId }
}
const toggle = (of: Page) => of.getByRole('switch', { name: /^Tell me on this computer/ })
const shows = (of: Page, words: string | RegExp) => of.getByText(words).first().waitFor()
const tagOf = ({ proposalId }: ProposalState) => `approval:${proposalId}`
const untilCounted = (of: Page, count: number) =>
  expect
    .poll(() => of.getByRole('link', { name: /^Inbox/ }).innerText(), { timeout: 30_000 })
    .toMatch(`${count}`)
const untilTold = (of: Page, ...expected: Partial<Told>[]) =>
  expect
    .poll(() => told(of), { timeout: 30_000 })
    .toEqual(expected.map((one) => expect.objectContaining(one)))

test('nothing is told before somebody switches it on under their account, and the browser asks only then', async () => {
  await page.goto(story.at('/operators'))
  await shows(page, /^Not asked yet: your browser asks you first/)
  await pictured(page, 'notifications-not-asked')
  expect(await told(page)).toEqual([])
  await toggle(page).click()
  await shows(page, /^On in this browser/)
  await untilTold(page, { title: 'Front Office tells you here' })
  await pictured(page, 'notifications-on')
  await toggle(page).click()
  await shows(page, /^Off in this browser/)
  await toggle(page).press('Space')
  await page.reload()
  await shows(page, /^On in this browser/)
  expect(await toggle(page).isChecked()).toBe(true)
})

test('a browser that blocks it or has it not says what to do', async () => {
  const look = async (its: (context: BrowserContext) => Promise<unknown>, words: RegExp, name: string) => {
    const context = await story.person()
    await its(context)
    const other = await context.newPage()
    await other.goto(story.at('/operators'))
    if (await toggle(other).isEnabled()) await toggle(other).click()
    await shows(other, words)
    expect([await toggle(other).isChecked(), await toggle(other).isDisabled()]).toEqual([false, true])
    await pictured(other, name)
    await context.close()
  }
  const blocks = (context: BrowserContext) => context.addInitScript(recordNotifications, 'denied')
  const hasNone = (context: BrowserContext) =>
    context.addInitScript(() => void Reflect.deleteProperty(globalThis, 'Notification'))
  await look(blocks, /^Your browser blocks it\./, 'notifications-blocked')
  await look(hasNone, /^Not there: /, 'notifications-absent')
})

let second: Awaited<ReturnType<typeof aProposal>>
test('what comes to wait while nobody looks is told once, without a word of what the agent wants to send', async () => {
  await visit(page, '/')
  await untilCounted(page, 1)
  elsewhere = await story.context.newPage()
  await elsewhere.bringToFront()
  second = await aProposal('Write to the second reader')
  const body = `${projectName}, Ines`
  await untilTold(page, { title: 'Approval: review', body, tag: tagOf(second), isClosed: false })
})

test('of two tabs neither tells while one has the focus; else both tell the same, and take it back when it is settled', async () => {
  const other = await story.context.newPage()
  await visit(other, '/')
  await other.bringToFront()
  await aProposal('Write to the third reader')
  for (const tab of [page, other]) await untilCounted(tab, 3)
  await elsewhere.bringToFront()
  const fourth = await aProposal('Write to the fourth reader')
  await untilTold(other, { tag: tagOf(fourth), isClosed: false })
  await untilTold(page, { tag: tagOf(second) }, { tag: tagOf(fourth), isClosed: false })
  await story.office.decide(fourth, 'approved')
  await untilTold(other, { tag: tagOf(fourth), isClosed: true })
  await untilTold(page, { tag: tagOf(second), isClosed: false }, { tag: tagOf(fourth), isClosed: true })
  await other.close()
})

test('several that come at once are told as one', async () => {
  await elsewhere.bringToFront()
  // The network is slow: the inbox is read once both are in it.
  let goOn = () => {}
  const both = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route('**/api/inbox', async (route) => {
    await both
    // What was asked again meanwhile needs no answer.
    await route.continue().catch(() => {})
  })
  for (const nth of ['fifth', 'sixth']) await aProposal(`Write to the ${nth} reader`)
  goOn()
  await expect
    .poll(async () => (await told(page)).slice(2), { timeout: 30_000 })
    .toMatchObject([{ title: '2 things wait for you', body: '', isClosed: false }])
  await page.unroute('**/api/inbox')
})

test('what nobody decided is told once more before its end', async () => {
  const soon = await aProposal('Write soon', await story.office.aProject({ approvalTtlMs: 60_000 }))
  const last = async () => (await told(page)).slice(3)
  await expect
    .poll(last, { timeout: 30_000 })
    .toMatchObject([{ title: 'Approval: review', tag: tagOf(soon) }])
  await expect.poll(last, { timeout: 60_000 }).toMatchObject([
    { tag: tagOf(soon), isClosed: true },
    { title: 'Approval: review, reminded', tag: `${tagOf(soon)} reminded`, isClosed: false },
  ])
}, 120_000)

test('a click opens the page of its item; neither that nor reading its address decides anything', async () => {
  const { office } = story
  const recorded = async () =>
    (await office.entriesOf(`task/${second.taskId}`)).map(({ streamSeq, type }) => `${streamSeq} ${type}`)
  const before = await recorded()
  await page.bringToFront()
  await press(page, tagOf(second))
  const address = story.at(inboxHref(tagOf(second)))
  await page.waitForURL(address)
  const heading = { level: 2, name: 'Write to the second reader' } as const
  const opened = page.getByRole('region', { name: 'Selected item' }).getByRole('heading', heading)
  await opened.waitFor()
  for (const method of ['GET', 'HEAD'])
    expect((await story.context.request.fetch(address, { method })).status()).toBe(200)
  for (const query of ['', '?verdict=approved', '?approve=1']) {
    await page.goto(`${address}${query}`)
    await opened.waitFor()
  }
  expect(await recorded()).toEqual(before)
  expect((await office.task(second.taskId)).state.proposals).toMatchObject([{ status: 'pending' }])
  // The button on that page does.
  await page.getByRole('button', { name: /^Approve send_message/ }).click()
  await office.until(second.taskId, ({ status }) => status === 'done')
  expect((await recorded()).length).toBeGreaterThan(before.length)
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
