import Papa from 'papaparse'

const mostRows = 200
const mostColumns = 50

export interface TableRows {
  head: string[]
  rows: string[][]
  /** There is more of it than is shown. */
  isMore: boolean
}

/** The first rows of a CSV, whatever parts its cells; a row that the end of the text cuts is left out. */
export function rowsOf(text: string, isCut: boolean): TableRows {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', preview: mostRows + 2 })
  const whole = isCut && data.length <= mostRows + 1 ? data.slice(0, -1) : data
  const [head = [], ...rows] = whole.map((row) => row.slice(0, mostColumns))
  const width = Math.max(head.length, ...rows.map((row) => row.length))
  const isWide = data.some((row) => row.length > mostColumns)
  return {
    head: filled(head, width),
    rows: rows.slice(0, mostRows).map((row) => filled(row, width)),
    isMore: isWide || rows.length > mostRows || isCut,
  }
}

const filled = (row: string[], width: number) => [...row, ...Array(width - row.length).fill('')]
