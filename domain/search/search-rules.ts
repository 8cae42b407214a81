const mostWords = 8

/** The words of what somebody typed, lower case; all of them must be found. */
export function wordsOfQuery(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words)].slice(0, mostWords)
}

/** For Postgres: every word as the beginning of one. Empty where nothing was typed that is a word. */
export const prefixQueryOf = (words: readonly string[]): string =>
  words.map((word) => `${word}:*`).join(' & ')

/** A pattern for each word, to be contained anywhere. Letters and digits only, so nothing needs an escape. */
export const patternsOf = (words: readonly string[]): string[] => words.map((word) => `%${word}%`)
