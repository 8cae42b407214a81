export interface Looking {
  operatorId: string
  name: string
  itemId: string
}

/** A page that went without a word is forgotten after so long; one that is there says so more often. */
export const lookingMs = 45_000

/**
 * Who has which inbox item open. In this process only and in no record: it is a courtesy between operators, and
 * nothing is decided by it.
 */
export function createLookingBoard() {
  const board = new Map<string, Looking & { forget: ReturnType<typeof setTimeout> }>()
  const listeners = new Set<() => void>()

  /** Null: the operator looks at none. */
  function look(operator: { id: string; name: string }, itemId: string | null): void {
    const before = board.get(operator.id)
    clearTimeout(before?.forget)
    board.delete(operator.id)
    if (itemId !== null) {
      const forget = setTimeout(() => look(operator, null), lookingMs)
      // A process that ends does not wait for it.
      forget.unref()
      board.set(operator.id, { operatorId: operator.id, name: operator.name, itemId, forget })
    }
    if (before?.itemId !== (itemId ?? undefined)) for (const listen of listeners) listen()
  }

  return {
    look,
    all: (): Looking[] => [...board.values()].map(({ forget: _, ...looking }) => looking),
    /** Calls back at every change; answers how to stop. */
    listen(onChange: () => void): () => void {
      listeners.add(onChange)
      return () => void listeners.delete(onChange)
    },
  }
}
export type LookingBoard = ReturnType<typeof createLookingBoard>
