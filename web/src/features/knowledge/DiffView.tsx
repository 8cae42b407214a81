import { useMemo } from 'react'
import { counted } from '../../ui/count-words.ts'
import css from './DiffView.module.css'
import { changedLines, type DiffRow, diffRows } from './diff-rows.ts'

interface DiffViewProps {
  label: string
  before: string
  after: string
}

/** What changed, line by line: signs and words say it, colour repeats it. */
export function DiffView({ label, before, after }: DiffViewProps) {
  const rows = useMemo(() => diffRows(before, after), [before, after])
  if (rows === null) return <p>The two have too little in common to compare line by line.</p>
  const { added, removed } = changedLines(rows)
  if (added + removed === 0) return <p className={css.quiet}>The text is the same in both.</p>
  return (
    <figure className={css.figure} aria-label={label}>
      <figcaption className={css.quiet}>
        {counted(added, 'line')} added, {counted(removed, 'line')} removed
      </figcaption>
      <div className={css.rows}>
        {rows.map((row, at) => (
          <Line key={at} row={row} />
        ))}
      </div>
    </figure>
  )
}

const marks = {
  same: { sign: '', word: '' },
  added: { sign: '+', word: 'added: ' },
  removed: { sign: '−', word: 'removed: ' },
}

function Line({ row }: { row: DiffRow }) {
  if (row.kind === 'gap') return <div className={css.gap}>{counted(row.lines, 'line')} unchanged</div>
  const { sign, word } = marks[row.kind]
  return (
    <div className={css.line} data-kind={row.kind}>
      <span className={css.sign} aria-hidden="true">
        {sign}
      </span>
      <span className={css.word}>{word}</span>
      <span className={css.text}>{row.text || ' '}</span>
    </div>
  )
}
