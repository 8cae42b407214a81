import type { ActiveHours, Heartbeat, Rhythm } from './heartbeat.ts'

const plural = (count: number, noun: string) => (count === 1 ? noun : `${count} ${noun}s`)

function everyWords(seconds: number): string {
  if (seconds % 3_600 === 0) return `every ${plural(seconds / 3_600, 'hour')}`
  if (seconds % 60 === 0) return `every ${plural(seconds / 60, 'minute')}`
  return `every ${plural(seconds, 'second')}`
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Days in a row as a range; all of them as nothing. */
function dayWords(days: readonly number[]): string {
  const on = names.map((_, i) => days.includes(i + 1))
  if (on.every(Boolean)) return 'every day'
  const sorted = [...days].sort((a, b) => a - b)
  const [first = 1, last = 1] = [sorted[0], sorted.at(-1)]
  const isRow = sorted.length > 2 && last - first === sorted.length - 1
  return isRow ? `${names[first - 1]} to ${names[last - 1]}` : sorted.map((day) => names[day - 1]).join(', ')
}

/** The commonest expressions as people say them; any other as it is written. */
function cronWords(cron: string): string {
  const [minute = '', hour = '', day, month, weekday = ''] = cron.split(' ')
  const isTime = /^\d+$/.test(minute) && /^\d+$/.test(hour)
  if (!isTime || day !== '*' || month !== '*') return `at the cron times ${cron}`
  const clock = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday === '*') return `daily at ${clock}`
  if (weekday === '1-5') return `Mon to Fri at ${clock}`
  const days = weekday.split(',')
  const isPlain = days.every((one) => /^[0-6]$/.test(one))
  return isPlain
    ? `${dayWords(days.map((one) => Number(one) || 7))} at ${clock}`
    : `at the cron times ${cron}`
}

export const rhythmWords = (rhythm: Rhythm): string =>
  'cron' in rhythm ? cronWords(rhythm.cron) : everyWords(rhythm.everySeconds)

const hourWords = ({ from, to, days }: ActiveHours): string => `${from} to ${to}, ${dayWords(days)}`

/** How often, in a phrase: "every 30 minutes, between 09:00 to 17:00, Mon to Fri (Europe/Berlin)". */
export function heartbeatWords({
  rhythm,
  activeHours,
  timeZone,
}: Omit<Heartbeat, 'rule' | 'instruction'>): string {
  const isZoned = 'cron' in rhythm || activeHours !== null
  const hours = activeHours ? `, only ${hourWords(activeHours)}` : ''
  return `${rhythmWords(rhythm)}${hours}${isZoned ? ` (${timeZone})` : ''}`
}
