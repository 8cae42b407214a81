const mostKept = 2_000
const longestKept = 40
/** Tools and parameters have few names, and they are asked about again and again. */
const kept = new Map<string, readonly string[]>()

/** The words that a name is made of, in small letters: `replyTo` is reply, to; `cp__publishPage` is cp, publish, page. */
export function wordsOfName(name: string): readonly string[] {
  const known = kept.get(name)
  if (known) return known
  const words = name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .filter(Boolean)
    .map((part) => part.toLowerCase())
  if (name.length > longestKept) return words
  if (kept.size >= mostKept) kept.clear()
  kept.set(name, words)
  return words
}

/** Of a list that is written as one row, for the eye. */
export const wordsIn = (row: string): string[] => row.split(' ')
export const setOf = (row: string): Set<string> => new Set(wordsIn(row))
export const withPlurals = (words: readonly string[]): Set<string> =>
  new Set(words.flatMap((word) => [word, `${word}s`]))
