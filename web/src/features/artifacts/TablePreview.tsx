import { QuietLine } from '../../ui/QuietLine.tsx'
import table from '../../ui/table.module.css'
import { rowsOf } from './table-rows.ts'

interface TablePreviewProps {
  text: string
  name: string
  isCut: boolean
}

/** Rows have no name of their own, so their place is their key. */
const placed = <T,>(all: readonly T[]) => all.map((one, place) => ({ one, place }))

/** A CSV as a table; its first row is taken for its head. */
export function TablePreview({ text, name, isCut }: TablePreviewProps) {
  const { head, rows, isMore } = rowsOf(text, isCut)
  if (head.length === 0) return <QuietLine>There is no row in it.</QuietLine>
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the keyboard as well */}
      <section className={table.scroll} aria-label={`Rows of ${name}`} tabIndex={0}>
        <table className={table.table}>
          <thead>
            <tr>
              {placed(head).map(({ one, place }) => (
                <th key={place} scope="col">
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {placed(rows).map(({ one: row, place }) => (
              <tr key={place}>
                {placed(row).map(({ one, place: column }) => (
                  <td key={column}>{one}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {isMore && !isCut && <QuietLine>Only its beginning is shown. Download it for the rest.</QuietLine>}
    </>
  )
}
