import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActiveHours, Rhythm } from '#domain/agent/heartbeat.ts'
import { newId } from '#domain/ids.ts'
import { testEnvironment } from '#test/servers.ts'
import { nextBeats } from '../../../api/heartbeats/beat-times.ts'
import { plannedBeats } from './missed-beats.ts'
import { scheduleOf } from './schedule-spec.ts'

let env: TestWorkflowEnvironment
beforeAll(async () => {
  env = await testEnvironment()
})
afterAll(() => env?.teardown())

const hours = (from: string, to: string, days: number[]): ActiveHours => ({ from, to, days })
const all = [1, 2, 3, 4, 5, 6, 7]
const rhythms: Rhythm[] = [
  { everySeconds: 1_800 },
  { everySeconds: 2_100 },
  { everySeconds: 5 * 3_600 },
  { cron: '*/20 * * * *' },
  { cron: '15,45 8-18/2 * * 1-5' },
  { cron: '30 9 * * MON-FRI' },
  { cron: '0 6 1,15 * *' },
  { cron: '0 22 * DEC 0' },
]
const activeHours: (ActiveHours | null)[] = [
  null,
  hours('09:00', '17:00', [1, 2, 3, 4, 5]),
  hours('08:30', '18:45', [2, 6, 7]),
  hours('09:10', '09:50', all),
  hours('22:00', '06:00', [5]),
  hours('20:15', '07:40', all),
  hours('00:00', '23:59', [7]),
]
const cases = rhythms.flatMap((rhythm) =>
  activeHours.map(
    (one, i) => [rhythm, one, ['UTC', 'Europe/Berlin', 'Asia/Kolkata'][i % 3] ?? 'UTC'] as const,
  ),
)

const after = new Date('2026-11-25T00:00:30.000Z')
const isEver = ([rhythm, activeHours, timeZone]: (typeof cases)[number]) =>
  nextBeats({ rhythm, activeHours, timeZone }, after, 1).length > 0

/** A schedule that skips all of its times makes Temporal look for the next one without end: the api refuses it. */
test('some of these never come, and are not given to Temporal', () => {
  expect(cases.filter((one) => !isEver(one)).length).toBeGreaterThan(0)
})

test.each(cases.filter(isEver))(
  '%j with %j in %s: Temporal plans what is shown before',
  async (rhythm, hours, timeZone) => {
    const agentId = newId('agent')
    const settings = { rhythm, activeHours: hours, timeZone, rule: 'always', instruction: '' } as const
    const wanted = { agentId, agentName: 'Ines', settings, isPaused: true, note: null }
    const handle = await env.client.schedule.create(scheduleOf(wanted))
    const shown = nextBeats({ rhythm, activeHours: hours, timeZone }, after, 60)
    const to = shown.at(-1) ?? '2026-12-25T00:00:00.000Z'
    const span = { namespace: 'default', from: after.toISOString(), to }
    expect(await plannedBeats(env.client, agentId, span)).toEqual(shown)
    await handle.delete()
  },
)
