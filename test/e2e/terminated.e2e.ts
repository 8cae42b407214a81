import { Client, Connection } from '@temporalio/client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingsContract } from '#api/findings/contract.ts'
import { ownScope, taskWorkflowId } from '#domain/ids.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { until } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story of one task whose workflow somebody ends in Temporal: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let taskId = ''

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  const where = await office.aProject()
  taskId = await office.aTask(where, 'Paint the cover\nask: Which colour?\nfinish: painted')
  await office.until(taskId, ({ waitKind }) => waitKind === 'operator')
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const title = 'Task Paint the cover: missing'

/** As a person does in Temporal’s own pages. */
async function terminate() {
  const { address, namespace } = office.product.temporal
  const connection = await Connection.connect({ address })
  try {
    const { workflow } = new Client({ connection, namespace })
    await workflow.getHandle(taskWorkflowId(taskId)).terminate('It was in the way')
  } finally {
    await connection.close()
  }
}

async function lookNow() {
  const began = new Date().toISOString()
  await page.goto(at('/findings'))
  await page
    .getByRole('list', { name: 'Last looks' })
    .getByRole('button', { name: 'Look now' })
    .first()
    .click()
  await until(async () => {
    const { looks } = await office.ask(findingsContract.listFindings)
    return looks.some(({ scope, lookedAt }) => scope === ownScope && (lookedAt ?? '') >= began) || undefined
  }, 'the look that was asked for')
}

test('a task whose workflow was terminated in Temporal is found, and its page says what is wrong', async () => {
  await terminate()
  // A look lets a task alone that has just been asked for, and reads Temporal’s list, which lags a little.
  await until(async () => {
    await lookNow()
    const { items } = await office.ask(findingsContract.listFindings)
    return items.find(({ subject }) => subject.key === taskId)
  }, 'it is found')
  await page.goto(at('/findings'))
  const open = page.getByRole('list', { name: 'Open findings' })
  await open.getByText('Stops work', { exact: true }).waitFor()
  await open.getByRole('link', { name: title }).first().click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.getByText(/nothing in Temporal works on it: it stands still until it is started again/).waitFor()
  await page.getByText('open, waiting').first().waitFor()
  await page
    .getByText(/its workflow was terminated/)
    .first()
    .waitFor()
  await page.getByText(/start the task’s workflow again from its record/).waitFor()
  await pictured(page, 'terminated')
})

test('repaired from there, a second look finds it right', async () => {
  await page.getByRole('button', { name: 'Repair', exact: true }).click()
  await page.getByText(/The second look found it right/).waitFor({ timeout: 90_000 })
  await page.getByText('repaired it, and a second look found it right').waitFor()
  await page.goto(at('/findings?view=settled'))
  const settled = page.getByRole('list', { name: 'Settled findings' })
  await settled.getByRole('link', { name: title }).waitFor()
  await settled.getByText('Repaired').waitFor()
})

test('the task goes on where it was: its question is answered, and it ends', async () => {
  await page.goto(at(`/tasks/${taskId}`))
  await page.getByLabel('Your answer').fill('red')
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.questions).toMatchObject([{ answer: 'red' }])
  await page.getByText('closed the task: done').first().waitFor()
})

test('no later look finds anything about it', async () => {
  await lookNow()
  await page.goto(at('/findings'))
  await page.getByText('No difference is open.').waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
