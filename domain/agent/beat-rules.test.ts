import { describe, expect, test } from 'vitest'
import { beatDecision, beatIntent, beatTitle, isActiveAt, type Look, type News } from './beat-rules.ts'
import type { ActiveHours, Heartbeat } from './heartbeat.ts'

const heartbeat: Heartbeat = {
  rhythm: { everySeconds: 1_800 },
  timeZone: 'UTC',
  activeHours: null,
  rule: 'when_new',
  instruction: 'Look.',
}
const quiet: Look = {
  heartbeat,
  isActive: true,
  isRetired: false,
  isProjectClosed: false,
  isProjectHeld: false,
  hasExecutor: true,
  openTaskId: null,
  asked: null,
  news: [],
  newsCount: 0,
}
const failed: News = { type: 'task_failed', title: 'Send it', detail: 'It broke.\nAt line 1' }
const asked = { name: 'Ada', note: '' }

describe('what comes of a beat', () => {
  test.each<[string, Partial<Look>, object]>([
    ['nothing, where nothing is new', {}, { kind: 'skip', reason: 'nothing_new' }],
    ['a task, where something is', { news: [failed], newsCount: 1 }, { kind: 'start' }],
    [
      'a task each time, where it is to be always',
      { heartbeat: { ...heartbeat, rule: 'always' } },
      { kind: 'start', lines: [] },
    ],
    ['a task, where somebody asks', { asked }, { kind: 'start', lines: ['Ada asked for this beat.'] }],
    [
      'nothing outside the active hours',
      { isActive: false, newsCount: 1, news: [failed] },
      { kind: 'skip', reason: 'outside_hours' },
    ],
    ['a task outside of them, where somebody asks', { isActive: false, asked }, { kind: 'start' }],
    [
      'nothing while an earlier one is open, whoever asks',
      { openTaskId: 't_1', asked },
      { kind: 'coalesce', taskId: 't_1' },
    ],
    ['nothing without an executor', { hasExecutor: false, asked }, { kind: 'skip', reason: 'no_executor' }],
    ['nothing for who is retired', { isRetired: true, asked }, { kind: 'skip', reason: 'retired' }],
    [
      'nothing in a project that takes no tasks',
      { isProjectClosed: true, asked },
      { kind: 'skip', reason: 'project_closed' },
    ],
    [
      'nothing in a project whose stage starts no run, whoever asks',
      { isProjectHeld: true, asked, news: [failed], newsCount: 1 },
      { kind: 'skip', reason: 'project_not_active' },
    ],
    ['nothing where the heartbeat is gone', { heartbeat: null }, { kind: 'skip', reason: 'no_heartbeat' }],
  ])('%s', (_, change, decision) => {
    expect(beatDecision({ ...quiet, ...change })).toMatchObject(decision)
  })
})

test('the task is told who asked, what is new in a line each, and how much more there is', () => {
  const news: News[] = [
    failed,
    { type: 'task_done', title: 'Count', detail: '' },
    { type: 'learning_recorded', title: 'Ask', detail: 'x'.repeat(500) },
  ]
  const decision = beatDecision({
    ...quiet,
    asked: { name: 'Ada', note: 'the\nreviews' },
    news,
    newsCount: 30,
  })
  const lines = decision.kind === 'start' ? decision.lines : []
  expect(lines).toEqual([
    'Ada asked for this beat: the reviews',
    '“Send it” failed: It broke. At line 1',
    '“Count” is done',
    `“Ask” learned: ${'x'.repeat(285)}`,
    'and 27 more',
  ])
  expect(beatIntent('Look.', lines.slice(1, 3))).toBe(
    'Look.\n\nNew since your last heartbeat:\n- “Send it” failed: It broke. At line 1\n- “Count” is done\n\nIf there is nothing to do, say so with fo_finish and end; do not look for work.',
  )
  expect(beatIntent('Look.', [])).toMatch(/^Look\.\n\nIf there/)
  expect(beatTitle('Ines', '2026-11-24T12:30:00.000Z')).toBe('Heartbeat of Ines, 2026-11-24 12:30 UTC')
})

describe('active hours', () => {
  const isActive = (activeHours: ActiveHours | null, at: string, timeZone = 'UTC') =>
    isActiveAt({ activeHours, timeZone }, at)
  const office = { from: '09:00', to: '17:30', days: [1, 2, 3, 4, 5] }

  test('hold their beginning and not their end, on their days', () => {
    // 2026-11-24 is a Tuesday.
    const at = (clock: string, day = 24) => isActive(office, `2026-11-${day}T${clock}:00.000Z`)
    expect([at('08:59'), at('09:00'), at('17:29'), at('17:30')]).toEqual([false, true, true, false])
    expect([at('10:00', 28), at('10:00', 29), at('10:00', 30)]).toEqual([false, false, true])
    expect(isActive(null, '2026-11-28T03:00:00.000Z')).toBe(true)
  })

  test('are those of the time zone, in summer as in winter', () => {
    const inBerlin = (at: string) => isActive(office, at, 'Europe/Berlin')
    expect(inBerlin('2026-11-24T08:00:00.000Z')).toBe(true)
    expect(inBerlin('2026-07-21T08:00:00.000Z')).toBe(true)
    expect(inBerlin('2026-07-21T07:00:00.000Z')).toBe(true)
    expect(inBerlin('2026-11-24T07:00:00.000Z')).toBe(false)
  })

  test('past midnight belong to the day on which they began', () => {
    const night = { from: '22:00', to: '06:00', days: [7] }
    const at = (day: number, clock: string) => isActive(night, `2026-11-${day}T${clock}:00.000Z`)
    // 29 is a Sunday.
    expect([at(28, '23:00'), at(29, '05:00'), at(29, '22:00')]).toEqual([false, false, true])
    expect([at(30, '05:59'), at(30, '06:00'), at(30, '23:00')]).toEqual([true, false, false])
  })
})
