import type { Hours } from './policy-document.ts'

const dayWords = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** "every day", or "Mon, Tue, Sun". */
export const daysWords = ({ days }: Pick<Hours, 'days'>): string =>
  days.length === dayWords.length
    ? 'every day'
    : [...days]
        .sort()
        .map((day) => dayWords[day - 1])
        .join(', ')
