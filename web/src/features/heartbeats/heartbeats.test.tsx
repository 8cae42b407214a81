// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { BeatView, HeartbeatView } from '#api/heartbeats/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { anAgent, aProblem, aProject, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { HeartbeatSection } from './HeartbeatSection.tsx'
import { draftErrors, draftOf, newDraft, timingOf } from './heartbeat-draft.ts'

afterEach(cleanup)

const at = '2026-11-24T11:30:00.000Z'
const aHeartbeat = (change: Partial<HeartbeatView> = {}): HeartbeatView => ({
  settings: {
    rhythm: { everySeconds: 1_800 },
    timeZone: 'Europe/Berlin',
    activeHours: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] },
    rule: 'when_new',
    instruction: 'Look at the reviews.',
  },
  ...{ setAt: at, pausedAt: null, pausedByName: null, pauseNote: null, askedAt: null, askedByName: null },
  ...{ appliedAt: at, problem: null, temporalUrl: 'http://temporal/schedules/1' },
  next: ['2026-11-24T12:30:00.000Z', '2026-11-24T13:00:00.000Z'],
  ...change,
})
const beat = (minute: number, change: Partial<BeatView>): BeatView => ({
  scheduledAt: new Date(Date.parse(at) - minute * 60_000).toISOString(),
  ...{ outcome: 'skipped', reason: 'nothing_new', taskId: null, taskStatus: null, until: null, count: 1 },
  ...change,
})
const beats = [
  beat(0, { outcome: 'missed', reason: 'Temporal was away.', count: 3 }),
  beat(30, { outcome: 'coalesced', reason: null, taskId: 't_0123456789abcdef', taskStatus: 'running' }),
  beat(45, {
    outcome: 'coalesced',
    reason: 'the reviews',
    taskId: 't_0123456789abcdef',
    taskStatus: 'running',
  }),
  beat(60, { outcome: 'started', reason: null, taskId: 't_0123456789abcdef', taskStatus: 'done' }),
  beat(90, {}),
]

function section(
  heartbeat: HeartbeatView | null,
  { role = 'owner' as Role, shown = beats, project = aProject() } = {},
) {
  const server = aServer(role)
  server.on('GET', /^\/projects\/pr_/, 200, project)
  server.on('GET', /heartbeat$/, 200, { heartbeat, beats: shown })
  server.on('POST', /preview$/, 200, { next: ['2026-11-24T12:30:00.000Z'] })
  server.on('POST', /heartbeat\/\w+$/, 204, null)
  server.on('PUT', /heartbeat$/, 204, null)
  renderAt(server, '/', { '/': () => <HeartbeatSection agent={anAgent()} /> }, sampleNow)
  return server
}
const sent = (server: ReturnType<typeof section>, path: RegExp) =>
  server.asked.filter((one) => one.method !== 'GET' && path.test(one.path))

test('how often, what for, when next, and each of the last beats with what came of it', async () => {
  section(aHeartbeat())
  expect(
    await screen.findByText('Every 30 minutes, only 09:00 to 17:00, Mon to Fri (Europe/Berlin)'),
  ).toBeTruthy()
  expect(screen.getByText('a task only when something is new')).toBeTruthy()
  expect(screen.getByText('Look at the reviews.')).toBeTruthy()
  expect(screen.getByText('in 30 min')).toBeTruthy()
  const strip = screen.getByRole('list', { name: /Last beats/ })
  const marks = within(strip)
    .getAllByRole('listitem')
    .map((item) => item.firstElementChild?.getAttribute('aria-label'))
  expect(marks).toEqual([
    expect.stringMatching(/: nothing to do, nothing new since the last one$/),
    expect.stringMatching(/: done$/),
    expect.stringMatching(
      /: earlier one still open, .* was not told the note “the reviews”: write it to that task$/,
    ),
    expect.stringMatching(/: earlier one still open, its task is not ended, so nothing was added$/),
    expect.stringMatching(/: missed, 3 beats\. Temporal was away\.$/),
  ])
  expect(within(strip).getAllByRole('link')).toHaveLength(3)
  expect(screen.getByText(/Last beat/).parentElement?.textContent).toContain('Missed')
})

test('while its project starts no run a beat does nothing: it says so, and none can be asked for', async () => {
  section(aHeartbeat(), { project: aProject({ stage: 'paused', stageReason: 'No printer' }) })
  expect(
    await screen.findByText(
      /^Harrowgate Letter is paused: No printer\. Until it is active a beat does nothing/,
    ),
  ).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Beat now' }).getAttribute('aria-disabled')).toBe('true')
  cleanup()
  section(aHeartbeat())
  await screen.findByText('in 30 min')
  expect(screen.queryByText(/a beat does nothing/)).toBeNull()
  expect(screen.getByRole('button', { name: 'Beat now' }).getAttribute('aria-disabled')).not.toBe('true')
})

test('a beat is asked for, a pause is set and ended, by whom is said', async () => {
  const server = section(aHeartbeat())
  fireEvent.click(await screen.findByRole('button', { name: 'Beat now' }))
  await waitFor(() => expect(sent(server, /\/beat$/)).toHaveLength(1))
  cleanup()
  const paused = { pausedAt: at, pausedByName: 'Somebody in Temporal', pauseNote: 'by hand', next: [] }
  const other = section(aHeartbeat({ ...paused, askedAt: at, askedByName: 'Mara Lind' }))
  expect((await screen.findByText(/by Somebody in Temporal/)).textContent).toContain('by hand')
  expect(screen.getByText(/Mara Lind asked for a beat/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Beat now' }).getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }))
  await waitFor(() => expect(sent(other, /\/resume$/)).toHaveLength(1))
})

test('a removal says what it means, and is made by its second button', async () => {
  const server = section(aHeartbeat())
  server.on('DELETE', /heartbeat$/, 204, null)
  fireEvent.click(await screen.findByRole('button', { name: 'Remove…' }))
  expect(await screen.findByText(/To stop it for a while, pause it/)).toBeTruthy()
  expect(sent(server, /heartbeat$/)).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'Remove the heartbeat' }))
  await waitFor(() => expect(sent(server, /heartbeat$/)).toHaveLength(1))
})

test('what Temporal does not have yet is said, with why', async () => {
  section(aHeartbeat({ appliedAt: null, problem: 'Connection refused' }))
  expect(await screen.findByText(/does not beat: Connection refused/)).toBeTruthy()
})

test('what is on its way to Temporal is read again until it is there', async () => {
  const server = section(aHeartbeat({ appliedAt: null }))
  expect(await screen.findByText(/It is on its way/)).toBeTruthy()
  server.on('GET', /heartbeat$/, 200, { heartbeat: aHeartbeat(), beats })
  expect(await screen.findByText('Its schedule in Temporal')).toBeTruthy()
})

test('without one it says what to do first, and to a viewer why they may not', async () => {
  section(null, { shown: [], role: 'viewer' })
  expect(await screen.findByText('Nothing wakes it by itself.')).toBeTruthy()
  await waitFor(() => expect(screen.getByText(/A viewer may not set heartbeats/)).toBeTruthy())
})

test('one is set with its next times shown before; what the server refuses stands at its field', async () => {
  const server = section(null, { shown: [] })
  fireEvent.click(await screen.findByRole('button', { name: 'Set a heartbeat' }))
  fireEvent.click(screen.getByRole('button', { name: 'Set the heartbeat' }))
  expect(await screen.findByText('Say what it should look at.')).toBeTruthy()
  expect(await screen.findByText(/The next three: .*24 Nov/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^What to look at/), { target: { value: 'The reviews' } })
  const errors = [{ path: 'body.timeZone', message: 'is not a time zone: Mars/Base' }]
  server.on('PUT', /heartbeat$/, 400, aProblem(400, 'Invalid', { errors }))
  fireEvent.click(screen.getByRole('button', { name: 'Set the heartbeat' }))
  expect(await screen.findByText('is not a time zone: Mars/Base')).toBeTruthy()
  expect(sent(server, /heartbeat$/)[0]?.body).toMatchObject({
    ...{ rhythm: { everySeconds: 1_800 }, rule: 'when_new', instruction: 'The reviews' },
    activeHours: { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5] },
  })
})

test('a draft is what it was made from, and says what it lacks', () => {
  const { settings } = aHeartbeat()
  const { rule: _rule, instruction: _instruction, ...timing } = settings
  expect(timingOf(draftOf(settings))).toEqual(timing)
  for (const rhythm of [{ cron: '0 9 * * *' }, { cron: '5 4 * * *' }, { everySeconds: 1_200 }])
    expect(timingOf(draftOf({ ...settings, rhythm, activeHours: null }))).toEqual({
      ...timing,
      rhythm,
      activeHours: null,
    })
  const empty = { ...newDraft(), often: 'cron', cron: ' ', timeZone: '', days: [], from: '', to: '' }
  expect(timingOf(empty)).toBeNull()
  expect(Object.keys(draftErrors(empty)).sort()).toEqual([
    'cron',
    'days',
    'from',
    'instruction',
    'timeZone',
    'to',
  ])
  expect(draftErrors({ ...newDraft(), often: 'minutes', minutes: '', instruction: 'x' })).toHaveProperty(
    'minutes',
  )
})

test('what is wrong with the times is a sentence each; Escape in a list of choices leaves the form open', async () => {
  const server = section(null)
  server.on('POST', /preview$/, 400, {
    ...aProblem(400, 'no'),
    errors: [
      { path: 'body.timeZone', message: 'is not a time zone: Mars. They look like Europe/Berlin' },
      { path: 'body.rhythm.cron', message: 'must have five fields: this has 2' },
    ],
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Set a heartbeat' }))
  expect(await screen.findByText('The cron expression must have five fields: this has 2.')).toBeTruthy()
  expect(
    screen.getByText('The time zone is not a time zone: Mars. They look like Europe/Berlin.'),
  ).toBeTruthy()
  const zone = screen.getByRole('combobox', { name: 'Time zone' })
  fireEvent.change(zone, { target: { value: 'Europe/Be' } })
  fireEvent.keyDown(zone, { key: 'Escape' })
  expect(screen.getByRole('group', { name: 'Set the heartbeat' })).toBeTruthy()
  fireEvent.keyDown(zone, { key: 'Escape' })
  expect(screen.queryByRole('group', { name: 'Set the heartbeat' })).toBeNull()
})
