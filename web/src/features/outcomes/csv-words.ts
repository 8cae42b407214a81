import type { PlannedLine } from '#api/money/contract.ts'
import { counted } from '../../ui/count-words.ts'

const parts: [PlannedLine['status'], (count: number) => string][] = [
  ['ok', (n) => `${counted(n, 'line')} can be booked`],
  ['duplicate', (n) => `${counted(n, 'line')} ${n === 1 ? 'looks' : 'look'} like another`],
  ['reversed', (n) => `${counted(n, 'line')} ${n === 1 ? 'was' : 'were'} booked and reversed`],
  ['booked', (n) => `${counted(n, 'line')} ${n === 1 ? 'is' : 'are'} booked already`],
  ['bad', (n) => `${counted(n, 'line')} can’t be read`],
]

/** "3 lines can be booked, 1 line can’t be read." */
export function previewWords(lines: readonly PlannedLine[]): string {
  const some = parts.flatMap(([status, words]) => {
    const count = lines.filter((line) => line.status === status).length
    return count > 0 ? [words(count)] : []
  })
  return `${some.join(', ')}.`
}

/** What stands beside a line, and why it is as it is. */
export function lineWords(line: PlannedLine): string {
  if (line.status === 'bad') return line.problems.map(({ field, reason }) => `${field} ${reason}`).join('; ')
  if (line.status === 'booked') return 'booked by an earlier import of this file'
  if (line.status === 'reversed')
    return 'booked by an earlier import and reversed: choose it to book it again'
  if (line.status === 'ok') return ''
  const what = line.of === null ? 'an event that is booked' : `line ${line.of}`
  return line.by === 'id'
    ? `has the id of ${what}: left out`
    : `looks like ${what}: choose it if both happened`
}

/** Only what has an event of its own can be chosen. */
export const isChoosable = (line: PlannedLine): boolean =>
  line.status === 'ok' || line.status === 'reversed' || (line.status === 'duplicate' && line.by === 'content')

const urgency: PlannedLine['status'][] = ['bad', 'duplicate', 'reversed', 'ok', 'booked']
const most = 300

/** In the order of the file. Of a long one what needs a look is among them before what is good. */
export const shownLines = (lines: readonly PlannedLine[], limit = most): PlannedLine[] =>
  urgency
    .flatMap((status) => lines.filter((line) => line.status === status))
    .slice(0, limit)
    .sort((a, b) => a.line - b.line)
