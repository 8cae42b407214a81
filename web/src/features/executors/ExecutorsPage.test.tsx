// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Executor, RelayState } from '#api/executors/contract.ts'
import { presenceStates } from '#domain/executor/executor.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { executorLook } from '../../ui/executor-look.ts'
import { ExecutorsPage } from './ExecutorsPage.tsx'
import { anExecutor, executorsNow, minutesAgo } from './sample-executors.ts'

afterEach(cleanup)

const retired = [{ id: 'mac-old', name: 'mac-old', retiredAt: minutesAgo(60) }]
const nothing: RelayState = { depth: 0, oldestSince: null, attempts: 0 }

function open(items: Executor[], status = 200, relay = nothing, role: Role = 'viewer') {
  const server = aServer(role)
  const problem = { type: 'about:blank', title: 'Broken', status, detail: 'It broke.', requestId: 'rq_1' }
  server.on('GET', /^\/executors$/, status, status === 200 ? { items, retired, relay } : problem)
  renderAt(server, '/executors', { '/executors': () => <ExecutorsPage /> }, executorsNow)
  return server
}
const row = (name: string) => screen.findByRole('article', { name })

test('a ready executor: its state, last report, versions and what runs', async () => {
  open([anExecutor({ runningTasks: 3 })])
  const { textContent } = await row('mac-mini')
  for (const words of ['Ready', 'last report 1 min ago', 'worker 0.1.0', 'gateway 2026.9.6', '3 running'])
    expect(textContent).toContain(words)
  expect(screen.getByText('mac-mini is ready and has 3 running tasks.')).toBeTruthy()
  expect(screen.queryByText('Practice gateway')).toBeNull()
})

test('the way to the kill switch is there while nothing is stopped', async () => {
  open([anExecutor()])
  const link = await screen.findByRole('link', { name: 'Kill switch' })
  expect(link.getAttribute('href')).toBe('/stop')
})

test('an executor that is away: since when, the oldest wait, the way to the tasks', async () => {
  const since = minutesAgo(166)
  open([anExecutor({ state: 'unreachable', since, waitingTasks: 5, oldestWaitSince: minutesAgo(120) })])
  const { textContent } = await row('mac-mini')
  for (const words of ['Offline', 'offline since 09:14', '5 waiting, oldest 2 h'])
    expect(textContent).toContain(words)
  expect(screen.getByText(/unreachable since 09:14: 5 tasks wait for it, none is lost/)).toBeTruthy()
  expect(
    within(await row('mac-mini'))
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('/tasks?view=open')
})

test.each(presenceStates)('%s has its word and its own sentence', async (state) => {
  open([anExecutor({ state })])
  expect(within(await row('mac-mini')).getByText(executorLook[state].word)).toBeTruthy()
  expect(screen.getByText(/^mac-mini /, { selector: 'p' })).toBeTruthy()
})

test.each(['gateway_refuses', 'gateway_down'] as const)(
  '%s says what the worker reported, in full and as text',
  async (state) => {
    const detail =
      'The gateway refuses the token (gatewayToken). <b>Correct</b> it in /x/config.json; it is read again by itself.'
    const report = { link: 'refused', detail, gateway: null, workerVersion: '0.1.0' } as const
    open([anExecutor({ state, detail: 'older words', report })])
    expect(within(await row('mac-mini')).getByText(detail)).toBeTruthy()
    expect(within(await row('mac-mini')).getAllByText('unknown')).toHaveLength(3)
  },
)

test('what it was connected to last is shown as last seen, and warned of only once it is there', async () => {
  const lastSeen = { gateway: { version: '2027.1.0', isPractice: false }, plugin: '0.1.0', protocol: 4 }
  const report = { link: 'down', detail: 'Gone.', gateway: null, workerVersion: '0.1.0', lastSeen } as const
  open([anExecutor({ state: 'gateway_down', report })])
  const { textContent } = await row('mac-mini')
  for (const words of ['worker 0.1.0', 'gateway 2027.1.0, last seen', 'plugin 0.1.0, last seen'])
    expect(textContent).toContain(words)
  expect(textContent).toContain('protocol 4, last seen')
  expect(within(await row('mac-mini')).queryByText('unknown')).toBeNull()
  expect(screen.queryByText(/is not what was tested/)).toBeNull()
})

test.each([
  [
    'gateway_refuses',
    'Gateway refuses the worker',
    /^mac-mini is refused by its gateway since 09:14: 5 tasks wait for it, none is lost/,
  ],
  [
    'gateway_down',
    'Gateway down',
    /^mac-mini does not reach its gateway since 09:14: 5 tasks wait for it, none is lost/,
  ],
  ['unknown', 'Unknown', /^mac-mini is of unknown state since 09:14: 5 tasks wait for it, none is lost/],
] as const)('%s: its word, since when, and what becomes of what waits', async (state, word, sentence) => {
  open([anExecutor({ state, since: minutesAgo(166), waitingTasks: 5, oldestWaitSince: minutesAgo(120) })])
  const { textContent } = await row('mac-mini')
  for (const words of [word, '5 waiting, oldest 2 h']) expect(textContent).toContain(words)
  expect(textContent).not.toContain('Ready')
  expect(screen.getByText(sentence)).toBeTruthy()
})

test('the practice gateway is named as such', async () => {
  const gateway = { version: 'practice-0.1.0', isPractice: true }
  open([anExecutor({ report: { link: 'connected', detail: '', gateway, workerVersion: '0.1.0' } })])
  expect(within(await row('mac-mini')).getByText('Practice gateway')).toBeTruthy()
})

test('one that never reported says so', async () => {
  open([anExecutor({ state: 'unknown', report: null, lastReportAt: null })])
  expect((await row('mac-mini')).textContent).toContain('no report yet')
})

test('several executors are one line each, in the order of the server', async () => {
  open([anExecutor({ id: 'a', name: 'a' }), anExecutor({ id: 'b', name: 'b', state: 'worker_stopped' })])
  const rows = await screen.findAllByRole('article')
  expect(rows.map((one) => one.getAttribute('aria-label'))).toEqual(['a', 'b'])
  expect(screen.getByText(/^a is ready\. b is stopped since/)).toBeTruthy()
})

test('how to connect a real OpenClaw is there in every state', async () => {
  open([])
  expect(await screen.findByText('No executor is registered.')).toBeTruthy()
  expect(screen.getByText('npm run gateway -- install-plugin')).toBeTruthy()
  expect(screen.getByText('.data/mac-mini/config.json')).toBeTruthy()
})

test('executors that are being read have the rows’ height, and what cannot be read says why', async () => {
  open([], 500)
  expect(await screen.findByRole('status', { name: 'Loading executors' })).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toContain('It broke. Request rq_1.')
})

test('what was asked and is on its way: how much, since when, and where to look once it is late', async () => {
  open([anExecutor({})], 200, { depth: 2, oldestSince: minutesAgo(5), attempts: 12 })
  const line = await screen.findByText(/2 requests on the way/)
  expect(line.textContent).toContain('The oldest was asked')
  expect(line.textContent).toContain('tried 12 times')
  expect(line.textContent).toContain('longer than a restart takes')
})

test('all of it is delivered', async () => {
  open([anExecutor({})])
  expect(await screen.findByText('All that was asked for is delivered.')).toBeTruthy()
})

test('run slots used and free, the line, and what Temporal says of its queue', async () => {
  const load = {
    at: minutesAgo(0),
    slots: { used: 8, free: 0 },
    backlog: { count: 12, oldestSince: minutesAgo(40) },
  }
  open([anExecutor({ load, queuedRuns: 13, heldRuns: 4, oldestQueuedAt: minutesAgo(41) })])
  const { textContent } = await row('mac-mini')
  for (const words of [
    '8 of 8 run slots used, 0 free',
    '4 held by its limit of runs at once',
    '13 runs in line, first since 41 min',
    'Temporal’s queue: about 12, oldest 40 min',
  ])
    expect(textContent).toContain(words)
})

test('what Temporal does not say is unknown, never zero', async () => {
  open([anExecutor({ load: null })])
  const { textContent } = await row('mac-mini')
  expect(textContent).toContain('run slots unknown')
  expect(textContent).toContain('Temporal’s queue: unknown')
})

test('each version is shown, and one that was not tested is warned of', async () => {
  const gateway = { version: '2027.1.0', isPractice: false }
  const report = {
    link: 'connected',
    detail: '',
    gateway,
    workerVersion: '0.1.0',
    plugin: '0.1.0',
    protocol: 4,
  } as const
  open([anExecutor({ report })])
  const { textContent } = await row('mac-mini')
  for (const words of ['worker 0.1.0', 'gateway 2027.1.0', 'plugin 0.1.0', 'protocol 4'])
    expect(textContent).toContain(words)
  expect(screen.getByText('gateway 2027.1.0 is not what was tested: that is 2026.9.6')).toBeTruthy()
  expect(screen.queryByText(/^worker .* is not what was tested/)).toBeNull()
})

test('the limit of runs at once is an owner’s to set; others read why they may not', async () => {
  open([anExecutor({ runLimit: 4 })])
  const field = within(await row('mac-mini')).getByLabelText<HTMLInputElement>('Runs at once, at most')
  expect(field.value).toBe('4')
  expect(field.disabled).toBe(true)
  expect(screen.getByText(/viewer may not change policies/)).toBeTruthy()
})

test.each([
  [12, true],
  [8, false],
  [null, false],
])('of a limit of %s over 8 slots it is said that it does nothing: %s', async (runLimit, isSaid) => {
  open([anExecutor({ runLimit })], 200, nothing, 'owner')
  await row('mac-mini')
  const words = 'This executor takes 8 at once; for more, set maxRuns in its worker’s file.'
  expect(screen.queryByText(words) !== null).toBe(isSaid)
})
