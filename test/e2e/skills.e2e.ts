import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asked } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story of one agent: each test goes on where the one before ended.
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
function byHand<T>(method: string, params: Record<string, unknown>): Promise<T> {
  const { ports, secrets } = office.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  return asked<T>(target, method, params, ['operator.read', 'operator.admin'])
}
interface Told {
  hash: string
  config: { agents?: { entries?: Record<string, { skills?: string[] }> } }
}
const told = () => byHand<Told>('config.get', {})
const listed = async () => (await told()).config.agents?.entries?.main?.skills
const untilListed = (names: string[]) => expect.poll(listed, { timeout: 60_000 }).toEqual(names)

test('a policy says which skills an agent may use, and OpenClaw’s list follows by itself', async () => {
  await page.goto(at(`/policies/${where.agentId}`))
  await page.getByLabel('Agents use only these skills').check()
  const changes = page.getByRole('list', { name: 'What saving changes' })
  await changes.getByText('New: Agents may use no skill at all.').waitFor()
  await page.getByLabel('Skills', { exact: true }).fill('weather\nskills/notes')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  await page.getByText('skills/notes is not the name of a skill; they look like release-notes').waitFor()
  await pictured(page, 'skills-policy')
  await page.getByLabel('Skills', { exact: true }).fill('weather\nrelease-notes')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  const rules = page.getByRole('list', { name: 'Rules that hold' })
  await rules.getByText('Agents may use only these skills: weather, release-notes.').waitFor()
  await untilListed(['release-notes', 'weather'])
})

test('what was set, and what was there before, is in the ledger', async () => {
  await page.goto(at('/ledger?streamId=executor/mac-mini'))
  await page
    .getByText('set the list of skills of main as policies say: release-notes, weather')
    .first()
    .waitFor()
})

test('a skill that is added on the gateway is a finding with both lists, and a repair takes it off', async () => {
  const { hash: baseHash } = await told()
  const skills = ['github', 'release-notes', 'weather']
  await byHand('config.patch', {
    raw: JSON.stringify({ agents: { entries: { main: { skills } } } }),
    baseHash,
  })
  await page.goto(at('/findings'))
  const looks = page.getByRole('list', { name: 'Last looks' })
  await looks.getByRole('button', { name: 'Look now' }).click()
  const link = page.getByRole('link', { name: 'Skills of main: changed' })
  await link.waitFor({ timeout: 60_000 })
  await link.click()
  await page.getByText('OpenClaw lets the agent use other skills than its policy says').waitFor()
  await page.locator('ins', { hasText: 'github' }).waitFor()
  await pictured(page, 'skills-finding')
  await page.getByRole('button', { name: 'Repair', exact: true }).click()
  await page.getByText(/The second look found it right/).waitFor({ timeout: 30_000 })
  expect(await listed()).toEqual(['release-notes', 'weather'])
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
