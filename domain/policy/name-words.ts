/** The words that a name is made of, in small letters: `replyTo` is reply, to; `cp__publishPage` is cp, publish, page. */
export const wordsOfName = (name: string): string[] =>
  name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .filter(Boolean)
    .map((part) => part.toLowerCase())

/** Of a list that is written as one row, for the eye. */
export const wordsIn = (row: string): string[] => row.split(' ')
export const setOf = (row: string): Set<string> => new Set(wordsIn(row))
export const withPlurals = (words: readonly string[]): Set<string> =>
  new Set(words.flatMap((word) => [word, `${word}s`]))
