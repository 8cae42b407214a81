import { Button } from '@mantine/core'
import css from './UndoLine.module.css'

interface UndoLineProps {
  /** What was done; null where there is nothing to take back. */
  words: string | null
  problem: string | null
  onUndo: () => void
}

/** What was just done with the inbox, and the way back while there is one. */
export function UndoLine({ words, problem, onUndo }: UndoLineProps) {
  return (
    <div className={css.line} role="status" data-open={words !== null || problem !== null || undefined}>
      {problem && <span className={css.problem}>{problem}</span>}
      {words && (
        <>
          <span className={css.words}>{words}</span>
          <Button variant="default" size="xs" onClick={onUndo}>
            Undo
          </Button>
        </>
      )}
    </div>
  )
}
