// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { PolicyPage, SpentBudget } from '#api/policies/contract.ts'
import type { BodyOf, Fact } from '#domain/ledger/entry.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { aProblem } from '../../http/sample-data.ts'
import { firstHolding } from '../../ui/unsaved.ts'
import { aServer, type FakeServer, knows, renderAt } from './feature-bench.tsx'
import { happened, requested, runFacts, taskId } from './sample-story.ts'
import { TaskDecision } from './TaskDecision.tsx'

afterEach(cleanup)

const usage = { input: 1_600, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: 3e8 }
const ended = happened('run_ended', 'agent', 9, {
  ...{ stepId: 's1', outcome: 'over_budget', text: '', error: 'It used all', isRetryable: false },
  ...{ startedAt: '2026-11-24T11:00:00.000Z', usage, gateway: null, adoptedRunIds: [] },
})

const held = happened('run_held', 'system', 9, {
  ...{ kind: 'budget', reason: 'the project’s budget of $20.00 a month is spent', until: null },
})

const reserved = { tokens: 1_500, costNanoUsd: 4e8 }
const begun = runFacts('s1', 20).map((fact) =>
  fact.type === 'run_queued' ? { ...fact, body: { ...fact.body, reserved } } : fact,
)

function open(role: Role, items: SpentBudget[], ...last: Fact[]) {
  const server = aServer(role)
  knows(server, [requested(), ...(last[0] === ended ? begun : []), ...last])
  server.on('GET', /spent-budgets$/, 200, { items })
  server.on('POST', /budget-raise$/, 202, { intentId: 'in_r', isDelivered: false })
  const { refresh } = renderAt(server, '/', { '/': () => <TaskDecision taskId={taskId} subjectId={null} /> })
  return { ...server, refresh }
}
const raise = async () => fireEvent.click(await screen.findByRole('button', { name: 'Raise once' }))

const projectId = 'pr_0123456789abcdef'
const spent = (change: Partial<SpentBudget> = {}): SpentBudget => ({
  ...{ scope: 'project', scopeId: projectId, name: 'Letters', metric: 'usd', period: 'month', limit: 20 },
  ...{ used: 20_500_000_000, reserved: 0, unknownRuns: 0, uncountedRuns: 0, next: null, perRun: 4 },
  ...change,
})
const runsADay = spent({
  scope: 'portfolio',
  name: '',
  metric: 'runs',
  period: 'day',
  limit: 5,
  used: 5,
  perRun: null,
})
const tokens = spent({
  scope: 'agent',
  metric: 'tokens',
  period: 'lifetime',
  limit: 900,
  used: 950,
  perRun: 180,
})
const holding = async () =>
  (
    await within(await screen.findByRole('list', { name: 'Budgets that hold it' })).findAllByRole('listitem')
  ).map(({ textContent }) => textContent)

test('every budget that holds it is shown, and it is raised once in what these count, at first by what a run may use', async () => {
  const server = open('operator', [spent(), tokens, { ...tokens, scope: 'project', perRun: 50 }], held)
  expect(await holding()).toEqual([
    'The project’s budget of $20.00 a month: $20.50 used.',
    'The agent’s budget of 900 tokens for good: 950 tokens used.',
    'The project’s budget of 900 tokens for good: 950 tokens used.',
  ])
  expect(screen.getByLabelText<HTMLInputElement>('Tokens more').value).toBe('50')
  await say('US dollars more', '0.5')
  await raise()
  await waitFor(() => expect(posted(server)).toMatchObject([{ body: { usd: 0.5, tokens: 50, runs: null } }]))
})

test('a budget of runs is raised by one more run, and by nothing that can be written', async () => {
  const server = open('operator', [runsADay], held)
  expect(await holding()).toEqual(['The budget of all projects of 5 runs a day: 5 runs used.'])
  const form = within(screen.getByRole('form', { name: 'Raise the budget once' }))
  expect(form.queryAllByRole('textbox')).toEqual([])
  expect(form.getByText('One more run starts, beyond its budgets of runs.')).toBeTruthy()
  await raise()
  await waitFor(() => expect(posted(server)).toMatchObject([{ body: { usd: null, tokens: null, runs: 1 } }]))
})

test('what is raised already is said, and not asked for again', async () => {
  const raised = happened('budget_raised', 'theo', 8, {
    raise: { tokens: null, costNanoUsd: 5e8, runs: null },
    intentId: 'in_1',
  })
  const again = happened('run_held', 'system', 7, held.body as BodyOf<'run_held'>)
  const server = open('operator', [spent(), tokens], held, raised, again)
  expect((await holding())[0]).toMatch(/\$20\.50 used\. It is raised for the next run\.$/)
  expect(screen.queryByLabelText('US dollars more')).toBeNull()
  await raise()
  await waitFor(() =>
    expect(posted(server)).toMatchObject([{ body: { usd: null, tokens: 180, runs: null } }]),
  )
})

test('with all of them raised nothing is asked for', async () => {
  const raised = happened('budget_raised', 'theo', 8, {
    raise: { tokens: 5, costNanoUsd: null, runs: null },
    intentId: 'in_1',
  })
  open('operator', [tokens], held, raised)
  expect(await screen.findByText(/^All of them are raised for its next run/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Raise once' })).toBeNull()
})

test('a run that used up its share is raised in that, and by nothing it is not', async () => {
  const server = open('operator', [], ended)
  await screen.findByRole('heading', { name: 'Its run used up what it may use' })
  expect((await screen.findByLabelText<HTMLInputElement>('Tokens more')).value).toBe('1,500')
  expect(screen.queryByLabelText('US dollars more')).toBeNull()
  await say('Tokens more', '')
  await raise()
  await screen.findByText('Say by how much')
  expect(posted(server)).toEqual([])
})
const document = PolicyDocument.parse({
  budgets: [{ metric: 'usd', period: 'month', limit: 20 }],
  wipLimit: 2,
})
const page: PolicyPage = {
  ...{ scopeId: projectId, scope: 'project', name: 'Letters', projectId, version: 3, document },
  ...{ lines: [], burn: [], versions: [] },
}

async function openForGood(items: SpentBudget[], role: Role = 'owner', last = ended) {
  const server = open(role, items, last)
  server.on('GET', /^\/policies\/pr_/, 200, page)
  server.on('GET', /^\/me$/, 200, server.me)
  fireEvent.click(await screen.findByRole('radio', { name: 'For good' }))
  return server
}
const say = async (label: string, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } })
const posted = (server: FakeServer) => server.asked.filter(({ method }) => method === 'POST')

test('for good it is a new version of the policy that says it, by whom and with what stands there before', async () => {
  const server = await openForGood([spent()])
  server.on('POST', /budget-raise$/, 200, { ...page, version: 4 })
  expect(await screen.findByText(/^The project’s budget of \$20\.00 a month: \$20\.50 used\.$/)).toBeTruthy()
  await say('US dollars at most', '30')
  expect(firstHolding()).toBeUndefined()
  await say('Note', 'The year ends')
  expect(firstHolding()).toBeDefined()
  const changes = screen.getByRole('list', { name: 'What raising it changes' })
  expect(changes.textContent).toContain('At most $30.00 a month, $6.00 of it for one run at most')
  expect(changes.textContent).toContain('Every task that this budget holds goes on')
  expect(screen.getByText(/^Raising it makes version 4 of/).textContent).toContain(`by ${server.me.name}`)
  fireEvent.click(screen.getByRole('button', { name: 'Raise it for good, as version 4' }))
  await screen.findByText('Recorded. What it held goes on by itself.')
  expect(firstHolding()).toBeUndefined()
  expect(posted(server)).toMatchObject([
    {
      path: `/policies/${projectId}/budget-raise`,
      body: { metric: 'usd', period: 'month', limit: 30, note: 'The year ends', version: 3 },
    },
  ])
})

test('a limit that would hold again at once is not asked for, and the field says what is enough', async () => {
  const server = await openForGood([spent()])
  await say('US dollars at most', '20.4')
  fireEvent.click(screen.getByRole('button', { name: /^Raise it for good/ }))
  expect(await screen.findByText('Say more than $20.50')).toBeTruthy()
  expect(posted(server)).toEqual([])
})

test('where several hold it one is chosen; the task’s own is said anew with its other limits', async () => {
  const own = spent({
    scope: 'task',
    scopeId: taskId,
    name: '',
    metric: 'runs',
    period: 'lifetime',
    limit: 2,
    used: 2,
    perRun: null,
  })
  const server = await openForGood([own, spent()])
  server.on('POST', /budget$/, 202, { intentId: 'in_b', isDelivered: false })
  await screen.findByRole('radio', { name: /^The project’s budget/ })
  await say('Runs at most', '5')
  fireEvent.click(screen.getByRole('button', { name: 'Raise it for good' }))
  await waitFor(() =>
    expect(posted(server)).toMatchObject([
      { path: `/tasks/${taskId}/budget`, body: { budget: [{ metric: 'runs', limit: 5 }] } },
    ]),
  )
})

test('only who may change policies raises one for good; and who may not is told', async () => {
  await openForGood([spent()], 'operator')
  await say('US dollars at most', '30')
  const button = screen.getByRole<HTMLButtonElement>('button', { name: /^Raise it for good/ })
  expect(button.disabled).toBe(true)
  expect(screen.getByText(/may not change policies\. Ask an owner/)).toBeTruthy()
})

test('a task that no budget holds any more goes on by itself', async () => {
  await openForGood([], 'owner', held)
  expect(await screen.findByText(/^No budget holds it by now: it goes on by itself/)).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'Its budget is spent' })).toBeTruthy()
})

test('one whose run used up its share does not, and what lets it go on is said', async () => {
  await openForGood([])
  const words = await screen.findByText(/^No budget is spent: its last run used all that one run may use/)
  expect(words.textContent).toMatch(
    /Raise it once, write to .*, or say in the policy of .* that one run may use/,
  )
})

test('a refusal stands under the button', async () => {
  const server = await openForGood([spent()])
  server.on('POST', /budget-raise$/, 409, aProblem(409, 'It was changed meanwhile: it is at version 4.'))
  await say('US dollars at most', '30')
  fireEvent.click(screen.getByRole('button', { name: /^Raise it for good/ }))
  expect((await screen.findByRole('alert')).textContent).toContain('It was changed meanwhile')
})

test('what is written stays while somebody changes the limit', async () => {
  const server = await openForGood([spent(), runsADay])
  await say('US dollars at most', '30')
  server.on('GET', /spent-budgets$/, 200, { items: [spent({ limit: 20.25 }), runsADay] })
  await server.refresh()
  expect((await screen.findAllByText(/budget of \$20\.25 a month/)).length).toBeGreaterThan(0)
  expect(screen.getByLabelText<HTMLInputElement>('US dollars at most').value).toBe('30')
})

test('two that count the same are two to choose from', async () => {
  await openForGood([spent(), spent({ limit: 18 })])
  fireEvent.click(await screen.findByRole('radio', { name: 'The project’s budget of $18.00 a month' }))
  expect(screen.getAllByRole('radio', { checked: true, name: /^The project’s/ })).toHaveLength(1)
  expect(screen.getByText('The project’s budget of $18.00 a month: $20.50 used.')).toBeTruthy()
})
