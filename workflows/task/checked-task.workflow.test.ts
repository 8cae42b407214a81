import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type {
  CommitLook,
  CommitSeen,
  FileLook,
  FileSeen,
  JsonLook,
  JsonSeen,
} from '#domain/quality/check-rules.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import { listShipped } from '#prisma/read/shipped.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { rebuilt } from '#test/setting.ts'

let plane: ControlPlane
/** What stands at an address of a task, and in a file. */
const pages = new Map<string, string>()
const files = new Map<string, string>()
const runs: RunInput[] = []
const looks: FileLook[] = []
/** What the agent records, by the task's title. */
const recorded = new Map<
  string,
  (run: RunInput) => { title: string; location: string; hash?: string | null }[]
>()
const server = createServer((req, res) => {
  const page = pages.get(req.url ?? '')
  res.writeHead(page === undefined ? 404 : 200).end(page)
})
const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

async function checkFile(look: FileLook): Promise<FileSeen> {
  looks.push(look)
  const text = files.get(look.location)
  return text === undefined
    ? { problem: 'There is no such file in the workspace any more.' }
    : { hash: sha256Hex(text), size: text.length }
}

const jsonLooks: JsonLook[] = []
async function checkJson(look: JsonLook): Promise<JsonSeen> {
  jsonLooks.push(look)
  const text = files.get(look.location)
  if (text === undefined) return { problem: 'There is no such file in the workspace any more.' }
  const wrong = text === '{"total":3}' ? [] : ['/total must be number']
  return { hash: sha256Hex(text), size: text.length, wrong, more: 0 }
}

const commits = new Map<string, CommitSeen>()
const commitLooks: CommitLook[] = []
async function checkCommit(look: CommitLook): Promise<CommitSeen> {
  commitLooks.push(look)
  return (
    commits.get(look.commit) ?? {
      problem: `The repository ${look.repository} holds no commit ${look.commit}.`,
    }
  )
}

async function runAgent(run: RunInput) {
  runs.push(run)
  const title = /^Task: (.*)$/m.exec(run.message)?.[1] ?? ''
  const items = (recorded.get(title)?.(run) ?? []).map(
    (one, i): RunItem => ({
      ...{ kind: 'artifact', id: `a_${run.runId}_${i}`, at: new Date().toISOString(), stepId: run.stepId },
      ...{ artifactKind: 'file', hash: null, size: 3, ...one },
    }),
  )
  return aResult({ items })
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  plane = await startControlPlane({
    runAgent,
    checkFile,
    checkJson,
    checkCommit,
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'failed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(async () => {
  server.close()
  await plane?.stop()
})

const review: Declared = { title: 'Look', check: { kind: 'review' } }
const page = (path: string): Declared => ({
  title: 'Page',
  check: { kind: 'url', url: urlOf(path), contains: 'Issue 148' },
})
const letter: Declared = { title: 'Letter', check: { kind: 'file', sha256: null } }
const runsOf = (taskId: string) => runs.filter((run) => run.taskId === taskId)
const isDone = (taskId: string) => plane.until(taskId, (t) => t.status === 'done')
const needsLook = (taskId: string) => plane.until(taskId, (t) => t.status === 'needs_verification')
const shippedOf = async (taskId: string) =>
  (await listShipped(plane.database.pool, { limit: 50 })).filter((row) => row.taskId === taskId)
const checksOf = async (taskId: string) => {
  const types = await plane.entryTypes(taskId)
  return types.slice(types.indexOf('run_ended') + 1)
}

test('refused, mended by the agent, and then proved', async () => {
  recorded.set('mend', ({ stepId }) => {
    if (stepId === 's2') pages.set('/mend', '<h1>Issue 148</h1>')
    return []
  })
  const taskId = await plane.ask({ title: 'mend', deliverables: [page('/mend')] })
  await isDone(taskId)
  expect(await checksOf(taskId)).toEqual([
    ...['deliverable_checked', 'work_returned', 'task_prepared', 'run_queued', 'run_ended'],
    ...['deliverable_checked', 'task_done'],
  ])
  expect(runsOf(taskId)[0]?.message).toContain(`- Page: ${urlOf('/mend')} must answer and hold “Issue 148”.`)
  expect(runsOf(taskId)[1]?.message).toContain('This did not pass:\n- Page: It answered 404.')
  expect(await shippedOf(taskId)).toMatchObject([
    {
      title: 'Page',
      proof: 'url',
      location: urlOf('/mend'),
      hash: sha256Hex('<h1>Issue 148</h1>'),
      evidence: 'It answered 200 and holds “Issue 148”.',
    },
  ])
})

test('what fails again waits for an operator, who has it checked again once the page is up', async () => {
  const taskId = await plane.ask({ title: 'late page', deliverables: [page('/late')] })
  const task = await needsLook(taskId)
  expect(task).toMatchObject({ missing: ['Page'], wait: { detail: 'missing: Page' } })
  expect(runsOf(taskId)).toHaveLength(2)
  pages.set('/late', 'Issue 148')
  await plane.intend(taskId, 'checkAgain', {}, `operator:${plane.operators.operator}`)
  await isDone(taskId)
  expect(runsOf(taskId)).toHaveLength(2)
  expect(await shippedOf(taskId)).toMatchObject([{ proof: 'url' }])
})

test('a file is looked at where it is, and counts while it is what was recorded', async () => {
  files.set('letter.md', 'abc')
  recorded.set('letter', () => [{ title: 'Letter', location: 'letter.md', hash: sha256Hex('abc') }])
  const taskId = await plane.ask({ title: 'letter', deliverables: [letter] })
  await isDone(taskId)
  const { sessionKey } = runsOf(taskId)[0] as RunInput
  expect(looks.filter((look) => look.sessionKey === sessionKey)).toEqual([
    { sessionKey, location: 'letter.md' },
  ])
  expect(await shippedOf(taskId)).toMatchObject([{ proof: 'file', hash: sha256Hex('abc'), size: 3 }])
})

test('one that was changed after it was recorded does not', async () => {
  files.set('changed.md', 'something else')
  recorded.set('changed', () => [{ title: 'Letter', location: 'changed.md', hash: sha256Hex('abc') }])
  const taskId = await plane.ask({ title: 'changed', deliverables: [letter] })
  const task = await needsLook(taskId)
  expect(task.checks?.[0]?.evidence.words).toMatch(/changed after it was recorded/)
})

const sums = (path: string | null): Declared => ({
  title: 'Sums',
  check: { kind: 'json', path, schema: { type: 'object', properties: { total: { type: 'number' } } } },
})
const sha = '0123456789abcdef0123456789abcdef01234567'

test('JSON that does not match goes back with where, and counts once it does', async () => {
  files.set('sums.json', '{"total":"3"}')
  recorded.set('sums', ({ stepId }) => {
    if (stepId === 's2') files.set('sums.json', '{"total":3}')
    return []
  })
  const taskId = await plane.ask({ title: 'sums', deliverables: [sums('sums.json')] })
  await isDone(taskId)
  const [first, second] = runsOf(taskId)
  expect(first?.message).toContain('{"type":"object","properties":{"total":{"type":"number"}}}')
  expect(second?.message).toContain(
    'This did not pass:\n- Sums: Its JSON does not match the schema: /total must be number.',
  )
  expect(jsonLooks.filter(({ location }) => location === 'sums.json')[0]).toEqual({
    sessionKey: first?.sessionKey,
    location: 'sums.json',
    schema: { type: 'object', properties: { total: { type: 'number' } } },
  })
  expect(await shippedOf(taskId)).toMatchObject([
    {
      proof: 'json',
      location: 'sums.json',
      hash: sha256Hex('{"total":3}'),
      evidence: 'Its JSON matches the schema.',
    },
  ])
})

test('JSON of an artifact is the file that was recorded', async () => {
  files.set('recorded.json', '{"total":3}')
  recorded.set('recorded', () => [
    { title: 'Sums', location: 'recorded.json', hash: sha256Hex('{"total":4}') },
  ])
  const taskId = await plane.ask({ title: 'recorded', deliverables: [sums(null)] })
  const task = await needsLook(taskId)
  expect(task.checks?.[0]?.evidence.words).toMatch(/changed after it was recorded/)
})

test('a commit is the one that was declared, or that the agent names', async () => {
  const asked = { repository: 'site', contains: 'Issue 148', branch: 'main' }
  const named: Declared = { title: 'Commit', check: { kind: 'commit', commit: null, ...asked } }
  const tag: Declared = { title: 'Tag', check: { kind: 'commit', commit: 'v1', ...asked } }
  commits.set('v1', { sha, hasText: true, isOnBranch: false })
  commits.set(sha, { sha, hasText: true, isOnBranch: true })
  recorded.set('commit', () => [{ title: 'Commit', location: sha }])
  const taskId = await plane.ask({ title: 'commit', deliverables: [named, tag] })
  const task = await needsLook(taskId)
  expect(task.checks).toMatchObject([
    { title: 'Commit', passed: true, evidence: { location: `site@${sha}` } },
    {
      title: 'Tag',
      passed: false,
      evidence: { words: 'The commit 0123456789ab is there, and not on main.' },
    },
  ])
  expect(commitLooks.map(({ sessionKey: _, ...look }) => look)).toContainEqual({ commit: sha, ...asked })
  commits.set('v1', { sha, hasText: true, isOnBranch: true })
  await plane.intend(taskId, 'checkAgain', {})
  await isDone(taskId)
  expect((await shippedOf(taskId)).map(({ title, proof }) => `${title} ${proof}`).sort()).toEqual([
    ...['Commit commit', 'Tag commit'],
  ])
})

test('while the Mac is away the task says that it waits for it, and can be cancelled', async () => {
  files.set('away.md', 'something else')
  recorded.set('away', () => [{ title: 'Letter', location: 'away.md', hash: sha256Hex('abc') }])
  const taskId = await plane.ask({ title: 'away', deliverables: [letter] })
  await needsLook(taskId)
  await plane.stopExecutor()
  await plane.intend(taskId, 'checkAgain', {})
  const task = await plane.until(taskId, (t) => t.status === 'verifying' && t.wait !== null)
  expect(task.wait).toMatchObject({ kind: 'executor', detail: 'mac-mini, to look at Letter' })
  await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
  await plane.until(taskId, (t) => t.status === 'cancelled')
  await plane.startExecutor()
})

test('a review waits for an operator: no goes back with words, yes is the end', async () => {
  const taskId = await plane.ask({ title: 'look', deliverables: [review] })
  expect(await needsLook(taskId)).toMatchObject({ missing: [], wait: { detail: 'look at: Look' } })
  await plane.intend(taskId, 'reviewDeliverable', { title: 'Look', passed: false, note: 'The date is wrong' })
  await plane.until(taskId, (t) => t.runs.length === 2 && t.status === 'needs_verification')
  expect(runsOf(taskId)[1]?.message).toContain('This did not pass:\n- Look: The date is wrong')
  await plane.intend(taskId, 'reviewDeliverable', { title: 'Look', passed: true, note: 'Right' })
  await isDone(taskId)
  expect(await shippedOf(taskId)).toMatchObject([{ title: 'Look', proof: 'review', evidence: 'Right' }])
})

test('machines look before persons do', async () => {
  const taskId = await plane.ask({ title: 'order', deliverables: [review, page('/order')] })
  await needsLook(taskId)
  expect(await plane.entryTypes(taskId)).not.toContain('review_requested')
})

test('an operator may take it without proof, and that stays visible', async () => {
  recorded.set('waive', () => [{ title: 'Page', location: 'https://example.com/' }])
  const taskId = await plane.ask({ title: 'waive', deliverables: [page('/waive'), 'Notes'] })
  await needsLook(taskId)
  await plane.intend(taskId, 'acceptWork', { note: 'Seen by phone' })
  const task = await isDone(taskId)
  expect(task).toMatchObject({
    isAccepted: true,
    waiver: { note: 'Seen by phone', by: `operator:${plane.operators.owner}` },
  })
  expect(await shippedOf(taskId)).toMatchObject([
    { title: 'Page', proof: 'waived', evidence: 'Seen by phone' },
  ])
})

test('the agent that did the work can neither waive nor review, and neither can a viewer', async () => {
  const taskId = await plane.ask({ title: 'forged', deliverables: [review] })
  await needsLook(taskId)
  for (const actor of [`agent:${plane.agentId}`, 'executor:mac-mini', `operator:${plane.operators.viewer}`]) {
    await plane.intend(taskId, 'acceptWork', { note: 'all good' }, actor)
    await plane.intend(taskId, 'reviewDeliverable', { title: 'Look', passed: true, note: '' }, actor)
  }
  const task = await plane.until(taskId, (t) => t.intentIds.length === 7)
  expect(task).toMatchObject({ status: 'needs_verification', isAccepted: false })
  expect((await plane.entryTypes(taskId)).filter((type) => type === 'intent_undeliverable')).toHaveLength(6)
})

test('the rows are what a rebuild makes of the streams', async () => {
  const { rows } = await plane.database.pool.query('select id, state from task')
  expect(rows.length).toBeGreaterThan(5)
  for (const { id, state } of rows) expect(await rebuilt(plane.database.pool, id)).toEqual(state)
})
