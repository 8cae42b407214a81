import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let page: Page
let taskId = ''

beforeAll(async () => {
  story = await openStory()
  page = story.page
}, 180_000)
afterAll(() => story?.close())

test('before anything was asked for the page says what would be here', async () => {
  await page.goto(story.at('/effects'))
  await page.getByText('No agent wanted to do anything outside yet.').waitFor()
})

test('what an agent asked for is in the list, and waits', async () => {
  const { office } = story
  const letter = JSON.stringify({ to: 'reader@example.com', body: 'Issue 148 is out' })
  taskId = await office.aTask(await office.aProject(), `effect: send_message ${letter}\nfinish: sent`)
  await office.untilAsked(taskId)
  const line = page.getByRole('list', { name: 'Effects' }).getByRole('listitem')
  await line.getByText('Waits for a decision').waitFor()
  await line.getByRole('link', { name: 'send_message' }).click()
  await page.getByText(/Nobody has approved it\. Nothing was done\./).waitFor()
  await page.getByText('Issue 148 is out').waitFor()
  await page.getByText('Nobody decided it.').waitFor()
})

test('once it is approved and done its page says by whom, for which hash, and how that is known', async () => {
  const { office } = story
  const proposal = await office.untilAsked(taskId)
  await office.decide(proposal, 'approved', 'Go ahead')
  await office.until(taskId, ({ status }) => status === 'done')
  await page.getByText(/1 operator approved it\. It was done once\./).waitFor()
  const decisions = page.getByRole('list', { name: 'Decisions' })
  await decisions.getByText('The owner').waitFor()
  await decisions.getByText(/exactly these parameters/).waitFor()
  await page.getByRole('list', { name: 'What became of it' }).getByText('Done once').waitFor()
  const facts = page.getByRole('complementary', { name: 'About this effect' })
  await facts.getByText('once', { exact: true }).waitFor()
  await page
    .getByRole('region', { name: 'Entries' })
    .getByText(/performed send_message/)
    .waitFor()
  await pictured('effect')
})

test('its task leads to it, and the list can be narrowed by the keyboard', async () => {
  await page.goto(story.at(`/tasks/${taskId}`))
  await page.getByRole('region', { name: 'Effects' }).getByRole('link', { name: 'send_message' }).click()
  await page.waitForURL(/\/effects\/p_/)
  await page.getByRole('link', { name: 'Effects', exact: true }).first().click()
  const which = page.getByLabel('Which effects')
  await which.selectOption('rejected')
  await page.getByText('There is none of these.').waitFor()
  await which.selectOption('performed')
  await page.getByRole('list', { name: 'Effects' }).getByText('Done once').waitFor()
  expect(page.url()).toContain('status=performed')
  await pictured('effects')
})

test('an address of nothing says so', async () => {
  await page.goto(story.at(`/effects/p_${'0'.repeat(24)}`))
  await page.getByText('There is no such effect.').waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat().filter((line) => !/\b404\b/.test(line))).toEqual([])
})

/** Axe and the width of the page as it is now, in each look; pictures only where a folder for them is named. */
async function pictured(name: string): Promise<void> {
  const folder = process.env.PICTURES
  if (folder) mkdirSync(folder, { recursive: true })
  for (const { width, height, colorScheme } of views) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForTimeout(150)
    const seen = { name, width, colorScheme }
    expect({ ...seen, found: await violationsOn(page), wider: await overflowOf(page) }).toEqual({
      ...{ ...seen, found: [], wider: 0 },
    })
    if (folder)
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 832 })
  await page.emulateMedia({ colorScheme: 'light' })
}
