/** A measured number beside the most that it may be, or the least. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** No bar: told for comparison. */
  bar?: number
  least?: number
  /** How the value came about and what lies around it. */
  detail?: string
}

/** Nearest rank: a value that was measured, never one between two. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new Error('nothing was measured')
  return value
}

export const median = (values: readonly number[]) => percentile(values, 50)

/** Least, middle half, 95 of 100, most. */
export function spread(values: readonly number[]): string {
  const [least, q1, p50, q3, p95, most] = [0, 25, 50, 75, 95, 100].map((percent) =>
    rounded(percentile(values, percent)),
  )
  return `n ${values.length}: ${least} to ${most}, quartiles ${q1} ${p50} ${q3}, p95 ${p95}`
}

export const isShort = ({ value, bar, least }: Figure) =>
  (bar !== undefined && !(value <= bar)) || (least !== undefined && !(value >= least))

export function lineOf(figure: Figure): string {
  const { name, value, unit, bar, least, detail } = figure
  const told = least !== undefined ? `bar at least ${least}` : bar === undefined ? 'no bar' : `bar ${bar}`
  const verdict = told === 'no bar' ? '' : isShort(figure) ? 'MISSED' : 'ok'
  const measured = `${rounded(value)} ${unit}`.padStart(12)
  const place = `${verdict.padEnd(7)}${measured}  (${told})`.padEnd(40)
  return `${place}${name}${detail ? `; ${detail}` : ''}`
}

const rounded = (value: number): string =>
  Math.abs(value) < 100 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value))
