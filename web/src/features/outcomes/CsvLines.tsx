import { Checkbox } from '@mantine/core'
import type { PlannedLine } from '#api/money/contract.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'
import { type Look, ToneMark } from '../../ui/ToneMark.tsx'
import table from '../../ui/table.module.css'
import { isChoosable, lineWords, shownLines } from './csv-words.ts'
import css from './outcomes.module.css'

interface CsvLinesProps {
  lines: readonly PlannedLine[]
  chosen: ReadonlySet<number>
  onToggle: (line: number) => void
}

const looks: Record<PlannedLine['status'], Look> = {
  ok: { word: 'Good', tone: 'positive', glyph: 'check' },
  bad: { word: 'Bad', tone: 'danger', glyph: 'cross' },
  duplicate: { word: 'Double', tone: 'waiting', glyph: 'pause' },
  reversed: { word: 'Reversed', tone: 'waiting', glyph: 'pause' },
  booked: { word: 'Booked', tone: 'muted', glyph: 'ring' },
}

export function CsvLines({ lines, chosen, onToggle }: CsvLinesProps) {
  const shown = shownLines(lines)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css.lines} tabIndex={0} aria-label="Lines of the file">
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">State</th>
            <th scope="col">What</th>
            <th scope="col" className={table.number}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <Line key={line.line} line={line} isChosen={chosen.has(line.line)} onToggle={onToggle} />
          ))}
        </tbody>
      </table>
      {lines.length > shown.length && (
        <p className={css.quiet}>
          {counted(lines.length - shown.length, 'more line')}, good or booked as these.
        </p>
      )}
    </section>
  )
}

interface LineProps {
  line: PlannedLine
  isChosen: boolean
  onToggle: (line: number) => void
}

function Line({ line, isChosen, onToggle }: LineProps) {
  const row = line.status === 'bad' ? null : line.row
  const why = lineWords(line)
  return (
    <tr>
      <td>
        {isChoosable(line) ? (
          <Checkbox
            size="xs"
            label={line.line}
            aria-label={`Book line ${line.line}`}
            checked={isChosen}
            onChange={() => onToggle(line.line)}
          />
        ) : (
          line.line
        )}
      </td>
      <td>
        <ToneMark look={looks[line.status]} isQuiet />
      </td>
      <td className={css.cell}>
        {line.status === 'bad' ? (
          <code>{line.text}</code>
        ) : (
          `${line.row.occurredOn} ${line.row.note || line.row.kind}`
        )}
        {why && <span className={table.sub}>{why}</span>}
      </td>
      <td className={table.number}>
        {row && amountWords(row.kind === 'cost' ? `-${row.amount}` : row.amount, row.currency)}
      </td>
    </tr>
  )
}
