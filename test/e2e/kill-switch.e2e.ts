import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestProduct } from '../product.ts'
import { overflowOf, until, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
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
const isKilled = ({ waitKind }: { waitKind: string | null }) => waitKind === 'kill_switch'
const isDone = ({ status }: { status: string }) => status === 'done'
const typesOf = async (streamId: string) => (await office.entriesOf(streamId)).map(({ type }) => type)
let running = ''

test('everything is stopped with a reason: what runs is ended, and every page says so', async () => {
  await page.goto(at('/stop'))
  await page.getByText(/^Nothing is stopped here/).waitFor()
  await page.getByRole('button', { name: 'Stop everything…' }).click()
  await page.getByLabel('Why').fill('It writes to everybody')
  running = await office.aTask(where, 'update: begun\nslow: 20000\nfinish: written')
  await office.until(running, ({ status }) => status === 'running')
  await page.getByRole('button', { name: 'Stop everything now' }).click()
  await page.getByText('Everything is stopped.').first().waitFor()
  const { state } = await office.until(running, isKilled)
  expect(state.runs[0]).toMatchObject({ outcome: 'killed' })
  await page.goto(at(`/tasks/${running}`))
  await page
    .getByRole('alert')
    .getByText(/It writes to everybody/)
    .first()
    .waitFor()
  await page
    .getByText(/a kill switch stopped it/)
    .first()
    .waitFor()
})

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('its places are whole while it is on, and axe finds nothing', async () => {
    const other = await story.person(shape)
    const its = await other.newPage()
    const places = {
      stop: '/stop',
      home: '/',
      settings: `/projects/${where.projectId}/settings`,
      agent: `/agents/${where.agentId}`,
    }
    for (const [name, place] of Object.entries(places)) {
      await its.goto(at(place))
      await its.getByRole('alert').first().waitFor()
      if (name === 'settings' || name === 'agent') {
        await its.getByRole('button', { name: /^Stop .*…$/ }).click()
        await its.getByLabel('Why').waitFor()
      }
      const file = join(process.env.LOOKS_FOLDER ?? office.folder, `kill-switch-${name}-${view}.png`)
      await its.screenshot({ path: file, fullPage: true })
      expect(await violationsOn(its), `axe on ${place}, ${view}`).toEqual([])
      expect(await overflowOf(its), `${place} is wider than its window at ${view}`).toBeLessThanOrEqual(0)
    }
    await other.close()
  })
})

test('lifted, what it ended and what waited are done by themselves', async () => {
  const fresh = await office.aTask(where, 'finish: written')
  await office.until(fresh, isKilled)
  await page.goto(at('/stop'))
  await page.getByRole('button', { name: 'Let everything go on…' }).click()
  await page.getByLabel(/^What was mended/).fill('the list')
  await page.getByRole('button', { name: 'Let everything go on', exact: true }).click()
  await page.getByText(/^Nothing is stopped here/).waitFor()
  await office.until(fresh, isDone)
  await office.until(running, isDone)
  expect(await typesOf('kill-switch/everything')).toEqual(
    expect.arrayContaining(['kill_switch_set', 'kill_switch_lifted']),
  )
})

test('a file on the Mac stops it without a word to Front Office, which says so; removed, it goes on', async () => {
  const file = join(office.folder, 'mac-mini', 'STOP')
  const taskId = await office.aTask(where, 'update: begun\nslow: 12000\nfinish: written')
  await office.until(taskId, ({ status }) => status === 'running')
  writeFileSync(file, 'Out of hand')
  const stopped = await office.until(taskId, ({ state }) => state.runs[0]?.outcome === 'killed')
  expect(stopped.state.runs[0]?.error).toContain('Out of hand')
  await page.goto(at('/'))
  await page
    .getByRole('alert')
    .getByText(/Out of hand/)
    .first()
    .waitFor()
  rmSync(file)
  await office.until(taskId, isDone)
  const isTold = async () => {
    const types = await typesOf('executor/mac-mini')
    return types.filter((type) => type === 'executor_stop_file_changed').length === 2 || undefined
  }
  await until(isTold, 'the file is in the ledger')
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
