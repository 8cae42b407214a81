/** After a count of what shipped: how much of it has no proof; nothing where all of it has. */
export function withoutProof(count: number, waived: number): string {
  if (waived === 0) return ''
  if (waived < count) return `${waived.toLocaleString('en-US')} of them without proof`
  return count === 1 ? 'without proof' : 'all of them without proof'
}
