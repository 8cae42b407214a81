import { bytesOf } from '#domain/document/document-rules.ts'

/** Thousands of bytes, as a person compares them: 412 bytes, 1.2 kB, 12 kB. */
export const sizeWords = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} bytes`
  return `${bytes < 10_000 ? (bytes / 1_000).toFixed(1) : Math.round(bytes / 1_000)} kB`
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
