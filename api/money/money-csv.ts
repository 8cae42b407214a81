import Papa from 'papaparse'
import { normalText } from '#domain/document/document-rules.ts'
import type { ReadLine } from '#domain/outcome/import-plan.ts'
import {
  type Column,
  columnOf,
  columns,
  mostRows,
  neededColumns,
  type RowProblem,
  rowOfCells,
} from '#domain/outcome/money-row.ts'
import { InvalidRequest } from '../http/problem.ts'

interface RawLine {
  line: number
  text: string
  cells: string[]
  /** What the parser had to guess. */
  complaint: string | null
}

const longestText = 300

const refuse = (message: string) => new InvalidRequest([{ path: 'body.content', message }])

/** The lines of a file, the first one being its heading. Throws InvalidRequest where it has none or is too long. */
export function linesOfCsv(content: string, about: { currency: string; tomorrow: string }): ReadLine[] {
  const [heading, ...raw] = rawLinesOf(normalText(content).replace(/^\uFEFF/, ''))
  if (!heading) throw refuse('has no line: begin with a heading like kind,date,amount,note')
  const places = placesOf(heading.cells)
  if (raw.length === 0) throw refuse('has a heading and no line under it')
  if (raw.length > mostRows)
    throw refuse(`has ${raw.length} lines: at most ${mostRows} can be booked at once, so cut it into parts`)
  return raw.map(({ line, text, cells, complaint }) => {
    if (complaint) return { line, text, read: [{ field: 'line', reason: complaint }] satisfies RowProblem[] }
    const named = places.map(([column, at]) => [column, cells[at] ?? ''] as const)
    return {
      line,
      text,
      read: rowOfCells(Object.fromEntries(named) as Partial<Record<Column, string>>, about),
    }
  })
}

/** Where the cells of each column stand. */
function placesOf(heading: string[]): [Column, number][] {
  const places = heading.flatMap((cell, at) => {
    const column = columnOf(cell)
    return column ? [[column, at] as [Column, number]] : []
  })
  const names = places.map(([column]) => column)
  const missing = neededColumns.filter((column) => !names.includes(column))
  if (missing.length > 0)
    throw refuse(
      `has no column ${missing.join(', ')}: its first line must name kind, date and amount, and may name currency, note and id`,
    )
  const twice = names.find((column, at) => names.indexOf(column) !== at)
  if (twice) throw refuse(`names its column ${twice} twice: ${columns[twice].join(', ')} mean the same`)
  return places
}

/** Lines that hold nothing are left out. A cell may hold line breaks, so a line's number is counted, not its place. */
function rawLinesOf(content: string): RawLine[] {
  const lines: RawLine[] = []
  let line = 1
  let from = 0
  Papa.parse<string[]>(content, {
    skipEmptyLines: false,
    step({ data, errors, meta }) {
      const complaint = errors.map(({ message }) => message).join('; ') || null
      const read = content.slice(from, meta.cursor)
      const text = read.trim().slice(0, longestText)
      if (data.some((cell) => cell.trim() !== '')) lines.push({ line, text, cells: data, complaint })
      line += read.split('\n').length - 1
      from = meta.cursor
    },
  })
  return lines
}
