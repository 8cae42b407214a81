/**
 * How many tokens a text costs at most, without any provider's own counter: a token for three letters, or one and a
 * half digits or signs; two for a character beyond ASCII and four for one beyond the basic plane. Against o200k and
 * cl100k that is 1.5 times what prose and code cost, twice for Japanese; only a text of nothing but hashes costs more.
 */
export function tokensOf(text: string): number {
  let sixths = 0
  for (const point of text) sixths += weightOf(point.codePointAt(0) as number)
  return Math.ceil(sixths / 6)
}

const isLetterOrSpace = (code: number) =>
  code === 32 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

function weightOf(code: number): number {
  if (isLetterOrSpace(code)) return 2
  if (code < 128) return 4
  return code < 0x10000 ? 12 : 24
}
