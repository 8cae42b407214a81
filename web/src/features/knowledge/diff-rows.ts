import { diffLines } from 'diff'

export type DiffRow =
  | { kind: 'same' | 'added' | 'removed'; text: string }
  /** Unchanged lines that are not shown. */
  | { kind: 'gap'; lines: number }

/** Unchanged lines that stay on either side of a change. */
const around = 3
const patienceMs = 1_500

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n')

/** What was changed between two texts, line by line; null where they have too little in common to compare in time. */
export function diffRows(before: string, after: string): DiffRow[] | null {
  const changes = diffLines(before, after, { timeout: patienceMs })
  if (!changes) return null
  return changes.flatMap((change, at): DiffRow[] => {
    const lines = linesOf(change.value)
    const kind = change.added ? 'added' : change.removed ? 'removed' : 'same'
    const rows = lines.map((text) => ({ kind, text }) as const)
    return kind === 'same' ? shortened(rows, at === 0, at === changes.length - 1) : rows
  })
}

function shortened(rows: DiffRow[], isFirst: boolean, isLast: boolean): DiffRow[] {
  const head = isFirst ? 0 : around
  const tail = isLast ? 0 : around
  const hidden = rows.length - head - tail
  if (hidden < 2) return rows
  return [...rows.slice(0, head), { kind: 'gap', lines: hidden }, ...rows.slice(rows.length - tail)]
}

export const changedLines = (rows: readonly DiffRow[]) => ({
  added: rows.filter(({ kind }) => kind === 'added').length,
  removed: rows.filter(({ kind }) => kind === 'removed').length,
})
