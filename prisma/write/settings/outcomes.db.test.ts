import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { ReadLine } from '#domain/outcome/import-plan.ts'
import { weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import type { MoneyRow } from '#domain/outcome/money-row.ts'
import { applyOutcomeEntry, noOutcomes, type OutcomesState } from '#domain/outcome/outcome-state.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import { packSources } from '../../read/pack-sources.ts'
import { checkRebuild } from '../../read/rebuild/rebuild-check.ts'
import { bookMoney, type NewMoney, reverseMoney, setOperatorRate } from './money.ts'
import { importMoney, type MoneyFile } from './money-import.ts'
import * as outcomes from './outcomes.ts'
import { createProject, removeProject } from './projects.ts'

let setting: Setting
let by: { actor: string; at: string }
beforeAll(async () => {
  setting = await openSetting()
  by = { actor: `operator:${setting.operators.owner}`, at: minutesOn(5) }
})
afterAll(() => setting.close())

async function newProject() {
  const id = newId('project')
  const [created] = await storedFacts(setting.pool, `project/${setting.projectId}`)
  await createProject(setting.pool, id, aFact('project_created', created?.body as never))
  return id
}

const money = (change: Partial<NewMoney> = {}): NewMoney => ({
  moneyId: newId('money'),
  kind: 'revenue',
  amount: '12.50',
  currency: 'USD',
  occurredOn: '2026-11-20',
  source: 'form',
  note: '',
  externalId: null,
  importedFrom: null,
  ...change,
})

/** What a rebuild makes of a project's stream. */
async function folded(projectId: string): Promise<OutcomesState> {
  const facts = await storedFacts(setting.pool, `project/${projectId}`)
  return facts
    .filter(({ type }) => !type.startsWith('project_'))
    .reduce<OutcomesState>((state, fact) => applyOutcomeEntry(state, fact as Fact), noOutcomes)
}

const rowDifferences = async (projectId: string) =>
  (await checkRebuild(setting.pool, { after: '', limit: 1, only: `project/${projectId}` })).differences

const row = (change: Partial<MoneyRow> = {}): MoneyRow => ({
  kind: 'cost',
  amount: '3.00',
  currency: 'USD',
  occurredOn: '2026-11-21',
  note: 'Hosting',
  externalId: null,
  ...change,
})

const fileOf = (hash: string, ...rows: ReadLine['read'][]): MoneyFile => ({
  hash,
  lines: rows.map((read, i) => ({ line: i + 2, text: '', read })),
  idOf: (line) => `mo_${hash}_${line}`,
})
const all = { lines: new Set([2, 3, 4, 5, 6]), despite: new Set<number>() }
const importing = (projectId: string, file: MoneyFile, confirmed = all) =>
  importMoney(setting.pool, projectId, { file, confirmed }, by)

const outcomesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort()

test('the rows are what a rebuild makes of the project’s stream', async () => {
  const projectId = await newProject()
  const { pool } = setting
  const [kept, taken] = [money(), money({ kind: 'cost', amount: '0.123456', externalId: 'x' })]
  await bookMoney(pool, projectId, kept, by)
  await bookMoney(pool, projectId, taken, by)
  await reverseMoney(pool, projectId, { moneyId: taken.moneyId, reason: 'Twice' }, by)
  await importing(projectId, fileOf('h1', row(), row({ externalId: 'y' }), []))
  await setOperatorRate(pool, projectId, { perHour: '80.00', currency: 'USD' }, by)
  await setOperatorRate(pool, projectId, { perHour: null, currency: 'USD' }, by)
  const decision = { title: 'Price', context: 'Why', choice: 'Nine', reviewOn: '2026-12-01' }
  for (const decisionId of ['de_a', 'de_b'])
    await outcomes.makeDecision(pool, projectId, { decisionId, ...decision }, by)
  const review = { decisionId: 'de_a', verdict: 'changed', note: 'Twelve' } as const
  await outcomes.reviewDecision(pool, projectId, review, by)
  const objective = { week: '2026-W48', title: 'Ten readers', target: null }
  for (const objectiveId of ['ob_a', 'ob_b'])
    await outcomes.setObjective(pool, projectId, { objectiveId, ...objective }, by)
  await outcomes.closeObjective(pool, projectId, { objectiveId: 'ob_a', outcome: 'hit', note: '11' }, by)
  await outcomes.noteLearning(pool, projectId, { learningId: 'le_a', text: 'Short works.' }, by)
  const state = await folded(projectId)
  expect(Object.keys(state.money)).toHaveLength(4)
  expect(state.rate).toEqual({ perHour: null, currency: 'USD', at: by.at })
  expect(await rowDifferences(projectId)).toEqual([])
})

describe('money', () => {
  test('with an external id is booked once, though four send it at once', async () => {
    const projectId = await newProject()
    const send = (change = {}) =>
      bookMoney(setting.pool, projectId, money({ externalId: 'pi_1', ...change }), by)
    expect(outcomesOf(await Promise.allSettled([send(), send(), send(), send()]))).toEqual(
      Array(4).fill('done'),
    )
    expect(Object.keys((await folded(projectId)).money)).toHaveLength(1)
    await expect(send({ amount: '13.00' })).rejects.toMatchObject({ code: 'already_booked' })
    const other = await newProject()
    await bookMoney(setting.pool, other, money({ externalId: 'pi_1', amount: '13.00' }), by)
  })

  test('is reversed once, and then its external id is free again', async () => {
    const projectId = await newProject()
    const wrong = money({ externalId: 'pi_2' })
    await bookMoney(setting.pool, projectId, wrong, by)
    const reverse = () =>
      reverseMoney(setting.pool, projectId, { moneyId: wrong.moneyId, reason: 'Wrong amount' }, by)
    const results = await Promise.allSettled([reverse(), reverse(), reverse()])
    expect(outcomesOf(results)).toEqual(['already_ended', 'already_ended', 'done'])
    await expect(reverse()).rejects.toThrow('It was reversed by The owner.')
    await bookMoney(setting.pool, projectId, money({ externalId: 'pi_2', amount: '1.00' }), by)
    expect(await rowDifferences(projectId)).toEqual([])
  })

  test('of another project can’t be reversed from here', async () => {
    const mine = money()
    await bookMoney(setting.pool, await newProject(), mine, by)
    const elsewhere = await newProject()
    await expect(
      reverseMoney(setting.pool, elsewhere, { moneyId: mine.moneyId, reason: 'x' }, by),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is not booked in a project that is removed or was never there, and leaves no stream', async () => {
    const removed = await newProject()
    await removeProject(setting.pool, removed, aFact('project_removed', { reason: '' }))
    await expect(bookMoney(setting.pool, removed, money(), by)).rejects.toMatchObject({
      code: 'project_removed',
    })
    await expect(bookMoney(setting.pool, 'pr_never', money(), by)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await storedFacts(setting.pool, 'project/pr_never')).toEqual([])
    const { rows } = await setting.pool.query(`select from stream where id = 'project/pr_never'`)
    expect(rows).toHaveLength(0)
  })

  test('can’t be made into something else by the application', async () => {
    for (const column of ['amount', 'kind', 'currency', 'occurred_on', 'booked_by', 'external_id'])
      await expect(setting.pool.query(`update money_event set ${column} = ${column}`)).rejects.toMatchObject({
        code: '42501',
      })
    await expect(setting.pool.query('delete from money_event')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a file', () => {
  test('imported by four at once is booked once', async () => {
    const projectId = await newProject()
    const file = fileOf('h2', row(), row({ externalId: 'a' }), row({ amount: '4.00' }))
    const answers = await Promise.all(Array.from({ length: 4 }, () => importing(projectId, file)))
    expect(answers.flatMap(({ booked }) => booked)).toEqual([2, 3, 4])
    expect(answers.flatMap(({ skipped }) => skipped.map(({ status }) => status))).toEqual(
      Array(9).fill('booked'),
    )
    const facts = await storedFacts(setting.pool, `project/${projectId}`)
    expect(facts.map(({ type }) => type)).toEqual(['project_created', ...Array(3).fill('cost_booked')])
  })

  test('sent again after lines of it were reversed books nothing', async () => {
    const projectId = await newProject()
    const file = fileOf('h3', row(), row({ externalId: 'a' }))
    await importing(projectId, file)
    await reverseMoney(setting.pool, projectId, { moneyId: 'mo_h3_3', reason: 'x' }, by)
    expect(await importing(projectId, file)).toMatchObject({
      booked: [],
      skipped: [{ line: 2 }, { line: 3 }],
    })
  })

  test('that overlaps another one, imported at the same time, books what they share once', async () => {
    const projectId = await newProject()
    const shared = [row({ externalId: 'a' }), row({ amount: '7.00' })]
    await Promise.all([
      importing(projectId, fileOf('h4', ...shared, row({ amount: '8.00' }))),
      importing(projectId, fileOf('h5', row({ amount: '9.00' }), ...shared)),
    ])
    const { money: booked } = await folded(projectId)
    expect(
      Object.values(booked)
        .map(({ amount }) => amount)
        .sort(),
    ).toEqual(['3.00', '7.00', '8.00', '9.00'])
  })

  test('books what is confirmed and nothing else', async () => {
    const projectId = await newProject()
    const file = fileOf('h6', row(), row(), row({ amount: '5.00' }), [
      { field: 'amount', reason: 'is missing' },
    ])
    const confirmed = { lines: new Set([2, 3, 5]), despite: new Set([3]) }
    const answer = await importing(projectId, file, confirmed)
    expect(answer).toMatchObject({ booked: [2, 3], skipped: [{ line: 5, status: 'bad' }] })
    expect(await importing(projectId, file, { lines: new Set(), despite: new Set() })).toEqual({
      booked: [],
      skipped: [],
    })
  })
})

test('a file of 5,000 lines is one transaction: all of it, or nothing where one can’t be recorded', async () => {
  const projectId = await newProject()
  const rows = Array.from({ length: 5_000 }, (_, i) => row({ externalId: `e${i}`, amount: `${i + 1}.01` }))
  const lines = { lines: new Set(rows.map((_, i) => i + 2)), despite: new Set<number>() }
  const broken = {
    ...fileOf('h7', ...rows),
    idOf: (line: number) => (line === 4_000 ? 'mo_2' : `mo_${line}`),
  }
  broken.lines = [...broken.lines].map((one) => (one.line === 4_001 ? { ...one, line: 4_000 } : one))
  await expect(importing(projectId, broken, lines)).rejects.toThrow('duplicate key')
  expect((await folded(projectId)).money).toEqual({})
  const started = performance.now()
  const answer = await importing(projectId, fileOf('h8', ...rows), lines)
  expect(answer.booked).toHaveLength(5_000)
  expect(performance.now() - started).toBeLessThan(20_000)
  const { rows: sums } = await setting.pool.query(
    'select count(*)::int as n, sum(amount)::text as sum from money_event where project_id = $1',
    [projectId],
  )
  expect(sums).toEqual([{ n: 5_000, sum: '12502550.000000' }])
  expect(await storedFacts(setting.pool, `project/${projectId}`)).toHaveLength(5_001)
})

describe('what can end once', () => {
  test('a decision is reviewed by the first, the others are told by whom', async () => {
    const projectId = await newProject()
    const decisionId = newId('decision')
    const body = { decisionId, title: 'Price', context: '', choice: 'Nine', reviewOn: '2026-12-01' }
    await outcomes.makeDecision(setting.pool, projectId, body, by)
    const review = () =>
      outcomes.reviewDecision(setting.pool, projectId, { decisionId, verdict: 'confirmed', note: '' }, by)
    expect(outcomesOf(await Promise.allSettled([review(), review()]))).toEqual(['already_ended', 'done'])
    await expect(review()).rejects.toThrow('It was reviewed already by The owner.')
  })

  test('an objective is closed once, in its own project', async () => {
    const projectId = await newProject()
    const objectiveId = newId('objective')
    const body = { objectiveId, week: '2026-W48', title: 'Ten readers', target: null }
    await outcomes.setObjective(setting.pool, projectId, body, by)
    const close = (at = projectId) =>
      outcomes.closeObjective(setting.pool, at, { objectiveId, outcome: 'missed', note: '' }, by)
    await expect(close(await newProject())).rejects.toMatchObject({ code: 'not_found' })
    expect(outcomesOf(await Promise.allSettled([close(), close()]))).toEqual(['already_ended', 'done'])
  })
})

test('agents are told this week’s open objectives, and no others', async () => {
  const projectId = await newProject()
  const week = weekOf(new Date().toISOString().slice(0, 10))
  const set = (objectiveId: string, change: object) =>
    outcomes.setObjective(
      setting.pool,
      projectId,
      { objectiveId: `${objectiveId}-told`, week, title: objectiveId, target: null, ...change },
      by,
    )
  const told = async () =>
    (await packSources(setting.pool, { projectId, agentId: null, query: '' }))?.objectives
  expect(await told()).toEqual([])
  await set('first', { target: '10' })
  await set('next', { week: weeksAfter(week, 1) })
  await set('second', {})
  expect(await told()).toEqual(['first (target: 10)', 'second'])
  const close = { objectiveId: 'first-told', outcome: 'hit', note: '' } as const
  await outcomes.closeObjective(setting.pool, projectId, close, by)
  expect(await told()).toEqual(['second'])
})
