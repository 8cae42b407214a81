import { useEffect, useState } from 'react'
import { useTriage } from './inbox-queries.ts'
import { type Triage, triageWords, undoOf, withoutRefused } from './triage.ts'

const undoMs = 10_000

/** Triage that can be taken back for ten seconds, and what the server refused of it. */
export function useUndoable() {
  const triage = useTriage()
  const [last, setLast] = useState<Triage | null>(null)
  const [problems, setProblems] = useState<readonly string[]>([])
  useEffect(() => {
    if (!last && problems.length === 0) return
    const timer = setTimeout(() => {
      setLast(null)
      setProblems([])
    }, undoMs)
    return () => clearTimeout(timer)
  }, [last, problems])

  const add = (messages: readonly string[]) => setProblems((known) => [...new Set([...known, ...messages])])

  async function run(act: Triage, isUndo = false): Promise<void> {
    if (!isUndo) setProblems([])
    setLast(isUndo ? null : act)
    try {
      const { refused } = await triage.mutateAsync(act)
      if (refused.length === 0) return
      const done = withoutRefused(act, refused)
      setLast(isUndo || done.items.length === 0 ? null : done)
      add(refused.map(({ message }) => message))
    } catch (error) {
      setLast(null)
      add([(error as Error).message])
    }
  }

  async function undo() {
    // Once: what each of them is refused is read.
    setProblems([])
    if (last) for (const act of undoOf(last)) await run(act, true)
  }
  return {
    run: (act: Triage) => void run(act),
    undo: () => void undo(),
    words: last && triageWords(last),
    problem: problems.length > 0 ? problems.join(' ') : null,
  }
}
