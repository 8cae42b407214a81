const mostRemembered = 1_000

/**
 * A stored document as its schema has it, checked once for each text of it: it is read at every look and rarely changes. What
 * it answers is shared, and nobody changes it.
 */
export function parsedOnce<T>(schema: { parse(stored: unknown): T }): (stored: unknown) => T {
  const known = new Map<string, T>()
  return (stored) => {
    const text = JSON.stringify(stored)
    const found = known.get(text) ?? schema.parse(stored)
    if (known.size >= mostRemembered) known.clear()
    known.set(text, found)
    return found
  }
}
