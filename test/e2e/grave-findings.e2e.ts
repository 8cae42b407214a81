import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorsContract } from '#api/executors/contract.ts'
import { findingsContract } from '#api/findings/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { pastTheGate } from '../../local/practice-gateway/gateway.ts'
import { practiceWorld } from '../openclaw/practice-world.ts'
import type { World } from '../openclaw/world.ts'
import { overflowOf, until, violationsOn } from './stage.ts'
import { openStoryIn, type Story } from './story.ts'

// What a person has to know at once: a call that ran past the gate, and a ledger that is not as it was noted outside.
let story: Story<World>
let office: World
let page: Page

beforeAll(async () => {
  process.env.ANCHOR_EVERY_SECONDS = '1'
  story = await openStoryIn(await practiceWorld())
  ;({ office, page } = story)
  await untilState('ready')
}, 180_000)
afterAll(async () => {
  delete process.env.ANCHOR_EVERY_SECONDS
  await story?.close()
})

const at = (path: string) => story.at(path)
const isAt = async (state: string) =>
  (await office.ask(executorsContract.listExecutors)).items[0]?.state === state || undefined
const untilState = (state: string) => until(() => isAt(state), `the executor is ${state}`)

async function isWhole() {
  expect(await violationsOn(page), page.url()).toEqual([])
  expect(await overflowOf(page), page.url()).toBeLessThanOrEqual(0)
}

test('a call that ran past the gate stands in the inbox and on its page, until it is ignored with a reason', async () => {
  const file = join(office.folder, 'practice', pastTheGate)
  writeFileSync(file, '')
  await office.killGateway()
  const effect = 'effect: send_message {"to": "ada@example.com", "body": "by chat"}'
  const message = `Hello.\nslow: 8000\n${effect}\nanswer: done`
  const chat = { sessionKey: 'agent:main:telegram:grave', idempotencyKey: 'grave-1', message }
  await until(() => office.byHand('chat.send', chat).catch(() => undefined), 'the gateway is back')
  await untilState('gateway_refuses')

  await page.goto(at('/inbox'))
  await page.getByText('send_message').first().waitFor()
  await page.goto(at('/findings'))
  await page.getByText('Ran past the gate').first().waitFor()
  await page.getByRole('link', { name: 'At the gate: send_message: not let pass' }).click()
  await page.getByText('the gateway ran it past Front Office').waitFor()
  await page.getByText('ada@example.com').first().waitFor()
  await page.locator('dd', { hasText: 'put right by hand what should not be' }).waitFor()
  expect(await page.getByRole('button', { name: 'Repair', exact: true }).isDisabled()).toBe(true)
  await isWhole()
  await page.getByLabel('Reason').fill('Ada was asked: she got one letter, and it was meant.')
  await page.getByRole('button', { name: 'Ignore' }).click()
  await page.getByText(/^Ignored .*until it changes/).waitFor()

  rmSync(file)
  await office.killGateway()
  await untilState('ready')
})

test('a ledger that is not as it was noted outside is told on its page and as a finding, until it is so again', async () => {
  const anchors = join(office.folder, 'anchors.ndjson')
  const { position } = await office.ask(ledgerContract.getHead)
  const noted = await until(async () => {
    const text = readFileSync(anchors, 'utf8')
    return JSON.parse(text.trim().split('\n').at(-1) ?? '{}').position >= position ? text : undefined
  }, 'the head is noted')
  writeFileSync(anchors, noted.replace(/"hash":"[0-9a-f]{64}"(?=[^\n]*\n$)/, `"hash":"${'0'.repeat(64)}"`))
  await lookNow()
  await page.goto(at('/findings'))
  await page.getByText('Not as it was noted').first().waitFor()
  await page.getByRole('link', { name: /^Ledger, as noted in .*: changed$/ }).click()
  await page.getByText('put back to an older moment, cut or changed').waitFor()
  await page.locator('dd', { hasText: 'Find out who put the database back, or changed it' }).waitFor()
  await isWhole()
  await page.goto(at('/ledger'))
  await page.getByText(/Nothing more is noted in/).waitFor({ state: 'attached' })

  writeFileSync(anchors, noted)
  await lookNow()
  await page.goto(at('/findings?view=settled'))
  await page.getByText('Gone by itself').first().waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})

/** Of the record itself; twice the interval of the notes later, so that the last one is known. */
async function lookNow() {
  await page.waitForTimeout(2_000)
  const began = new Date().toISOString()
  await page.goto(at('/findings'))
  await page.getByRole('list', { name: 'Last looks' }).getByRole('button', { name: 'Look now' }).click()
  await until(async () => {
    const { looks } = await office.ask(findingsContract.listFindings)
    return looks.some(({ scope, lookedAt }) => scope === ownScope && (lookedAt ?? '') >= began) || undefined
  }, 'the look that was asked for')
}
