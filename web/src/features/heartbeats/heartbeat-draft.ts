import type { HeartbeatSettings, HeartbeatView } from '#api/heartbeats/contract.ts'
import type { BeatRule } from '#domain/agent/heartbeat.ts'
import { rhythmWords } from '#domain/agent/heartbeat-words.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import type { Timing } from './heartbeat-queries.ts'

type Rhythm = HeartbeatSettings['rhythm']

/** What most people want, so that nobody has to know cron. */
const presets: Record<string, Rhythm> = {
  quarter: { everySeconds: 900 },
  half: { everySeconds: 1_800 },
  hour: { everySeconds: 3_600 },
  four: { everySeconds: 14_400 },
  daily: { cron: '0 9 * * *' },
  weekdays: { cron: '0 9 * * 1-5' },
  mondays: { cron: '0 9 * * 1' },
}
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
export const rhythmChoices = [
  ...Object.entries(presets).map(([value, rhythm]) => ({ value, label: capital(rhythmWords(rhythm)) })),
  { value: 'minutes', label: 'Another number of minutes' },
  { value: 'cron', label: 'At times of a cron expression' },
]

export const dayChoices = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((label, i) => ({
  value: String(i + 1),
  label,
}))

export interface HeartbeatDraft {
  often: string
  minutes: number | string
  cron: string
  timeZone: string
  hasHours: boolean
  from: string
  to: string
  days: string[]
  rule: BeatRule
  instruction: string
}

export const newDraft = (): HeartbeatDraft => ({
  often: 'half',
  minutes: 20,
  cron: '30 9 * * 1-5',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  hasHours: true,
  from: '08:00',
  to: '20:00',
  days: ['1', '2', '3', '4', '5'],
  rule: 'when_new',
  instruction: '',
})

export function draftOf({
  rhythm,
  timeZone,
  activeHours,
  rule,
  instruction,
}: HeartbeatView['settings']): HeartbeatDraft {
  const preset = Object.entries(presets).find(
    ([, one]) => JSON.stringify(one) === JSON.stringify(rhythm),
  )?.[0]
  return {
    ...newDraft(),
    often: preset ?? ('cron' in rhythm ? 'cron' : 'minutes'),
    ...('cron' in rhythm ? { cron: rhythm.cron } : { minutes: rhythm.everySeconds / 60 }),
    timeZone,
    hasHours: activeHours !== null,
    ...(activeHours && { from: activeHours.from, to: activeHours.to, days: activeHours.days.map(String) }),
    rule,
    instruction,
  }
}

function rhythmOf({ often, minutes, cron }: HeartbeatDraft): Rhythm {
  if (often === 'cron') return { cron }
  return presets[often] ?? { everySeconds: Math.round(Number(minutes) * 60) }
}

const errorsIn = (draft: HeartbeatDraft) => ({
  ...(draft.often === 'cron' && draft.cron.trim() === '' && { cron: 'Give it five fields.' }),
  ...(draft.often === 'minutes' &&
    !(Number(draft.minutes) > 0) && { minutes: 'Give it a number of minutes.' }),
  ...(draft.timeZone.trim() === '' && { timeZone: 'Choose a time zone.' }),
  ...(draft.hasHours && draft.days.length === 0 && { days: 'Choose a day.' }),
  ...(draft.hasHours && draft.from === '' && { from: 'Give it a time.' }),
  ...(draft.hasHours && draft.to === '' && { to: 'Give it a time.' }),
})

/** What the draft lacks, by field, before anything is sent. */
export const draftErrors = (draft: HeartbeatDraft): Partial<Record<keyof HeartbeatDraft, string>> => ({
  ...errorsIn(draft),
  ...(draft.instruction.trim() === '' && { instruction: 'Say what it should look at.' }),
})

/** Null while it is not complete. */
export function timingOf(draft: HeartbeatDraft): Timing | null {
  if (Object.keys(errorsIn(draft)).length > 0) return null
  const { from, to, days } = draft
  return {
    rhythm: rhythmOf(draft),
    timeZone: draft.timeZone.trim(),
    activeHours: draft.hasHours ? { from, to, days: days.map(Number) } : null,
  }
}

const fields = ['cron', 'everySeconds', 'timeZone', 'from', 'to', 'days', 'instruction'] as const

/** What the server found wrong, each at its field; the rest at the button. */
export function problemsOf(problem: unknown): Partial<Record<keyof HeartbeatDraft | 'form', string>> {
  const { everySeconds, ...errors } = fieldErrorsOf(problem, fields)
  return { ...errors, ...(everySeconds && { minutes: everySeconds }) }
}

const subjects: Partial<Record<keyof HeartbeatDraft, string>> = {
  minutes: 'The number of minutes',
  cron: 'The cron expression',
  timeZone: 'The time zone',
  from: 'The hours',
  to: 'The end of the hours',
  days: 'The days',
}

/** Away from the fields: a sentence for each, which names what it is about. */
export const problemLines = (problem: unknown): string[] =>
  Object.entries(problemsOf(problem)).map(([field, message]) => {
    const subject = subjects[field as keyof HeartbeatDraft]
    return subject ? `${subject} ${message.replace(/\.$/, '')}.` : message
  })
