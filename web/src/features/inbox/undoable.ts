import { useEffect, useState } from 'react'
import { useTriage } from './inbox-queries.ts'
import { type Triage, triageWords, undoOf, withoutRefused } from './triage.ts'

const undoMs = 10_000

/** Triage that can be taken back for ten seconds, and what the server refused of it. */
export function useUndoable() {
  const triage = useTriage()
  const [last, setLast] = useState<Triage | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (!last && !problem) return
    const timer = setTimeout(() => {
      setLast(null)
      setProblem(null)
    }, undoMs)
    return () => clearTimeout(timer)
  }, [last, problem])

  async function run(act: Triage, isUndo = false): Promise<void> {
    if (!isUndo) setProblem(null)
    setLast(isUndo ? null : act)
    try {
      const { refused } = await triage.mutateAsync(act)
      if (refused.length === 0) return
      const done = withoutRefused(act, refused)
      setLast(isUndo || done.items.length === 0 ? null : done)
      setProblem([...new Set(refused.map(({ message }) => message))].join(' '))
    } catch (error) {
      setLast(null)
      setProblem((error as Error).message)
    }
  }

  async function undo() {
    // Once: what one of them is refused is still read after the next.
    setProblem(null)
    if (last) for (const act of undoOf(last)) await run(act, true)
  }
  return {
    run: (act: Triage) => void run(act),
    undo: () => void undo(),
    words: last && triageWords(last),
    problem,
  }
}
