interface Found {
  intent: { id: string }
}

export const unknownWords =
  'The record does not hold it: it was lost when the record was restored, or nobody asked it.'

/** Signals of what the record does not have: it was lost when the record was restored, or nobody ever asked it. */
export function unknownIntents(
  intentIds: readonly string[],
  found: readonly Found[],
  state: { intentIds: readonly string[] },
): string[] {
  const known = new Set([...found.map(({ intent }) => intent.id), ...state.intentIds])
  return intentIds.filter((id) => !known.has(id))
}
