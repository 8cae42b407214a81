/** Words that a search for a task asks for at most. */
export const mostWords = 80

/**
 * Any of the words of these texts, the earlier texts first, as `websearch_to_tsquery` reads it. Quoted, so that a word
 * such as "or" is a word. Empty where there are none.
 */
export function anyWordOf(texts: readonly string[]): string {
  const words = texts.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
  // A word of the Postgres parser is at most 2,046 bytes long.
  const asked = [...new Set(words)].filter((word) => word.length > 1 && word.length <= 60)
  return asked
    .slice(0, mostWords)
    .map((word) => `"${word}"`)
    .join(' or ')
}
