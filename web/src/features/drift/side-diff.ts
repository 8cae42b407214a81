import { diffLines, diffWordsWithSpace } from 'diff'

export interface Part {
  text: string
  isOwn: boolean
}
/** One line of both sides; null where a side has none. */
export interface DiffRow {
  left: Part[] | null
  right: Part[] | null
  isSame: boolean
}

const plain = (text: string): Part[] => [{ text, isOwn: false }]
const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** Two texts line beside line; where a line was edited, its words are told apart. */
export function diffRows(ours: string, theirs: string): DiffRow[] {
  const rows: DiffRow[] = []
  let waiting: string[] = []
  const flush = (added: string[]) => {
    const count = Math.max(waiting.length, added.length)
    for (let at = 0; at < count; at++) rows.push(edited(waiting[at], added[at]))
    waiting = []
  }
  for (const { value, added, removed } of diffLines(ours, theirs)) {
    if (removed) waiting = linesOf(value)
    else if (added) flush(linesOf(value))
    else {
      flush([])
      for (const line of linesOf(value)) rows.push({ left: plain(line), right: plain(line), isSame: true })
    }
  }
  flush([])
  return rows
}

function edited(left: string | undefined, right: string | undefined): DiffRow {
  if (left === undefined || right === undefined) {
    const whole = (text: string | undefined) => (text === undefined ? null : [{ text, isOwn: true }])
    return { left: whole(left), right: whole(right), isSame: false }
  }
  const parts = diffWordsWithSpace(left, right)
  const side = (isOther: 'added' | 'removed', isOwn: 'added' | 'removed') =>
    parts.filter((part) => !part[isOther]).map((part) => ({ text: part.value, isOwn: part[isOwn] === true }))
  return { left: side('added', 'removed'), right: side('removed', 'added'), isSame: left === right }
}
