import { bytesOf } from '#domain/document/document-rules.ts'

/** Thousands of bytes, as a person compares them: 0.4 kB, 12 kB. */
export const sizeWords = (bytes: number): string => {
  const kilobytes = bytes / 1_000
  return `${kilobytes < 10 ? Math.max(0.1, kilobytes).toFixed(1) : Math.round(kilobytes)} kB`
}
export const sizeOfText = (text: string): string => sizeWords(bytesOf(text))

export const givenWords = (isAlways: boolean): string =>
  isAlways ? 'given to every run' : 'given where it fits the task'

export const tokensWords = (tokens: number): string => `${tokens.toLocaleString('en-US')} tokens`

/** "the whole document", "Refunds › Over 100", "sections 3 to 5". */
export function placeWords(part: { ordinals: number[]; heading: string; why: 'always' | 'found' }): string {
  if (part.heading) return part.ordinals.length > 1 ? `from ${part.heading} on` : part.heading
  if (part.why === 'found') return 'its beginning'
  return part.ordinals.length === 1 ? 'one section' : `${part.ordinals.length} sections from the beginning`
}
