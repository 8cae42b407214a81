export interface Leaf {
  field: string
  folded: unknown
  kept: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where two JSON values differ, each place by its path; a list of another length is one place. */
export function leavesApart(field: string, folded: unknown, kept: unknown): Leaf[] {
  if (isObject(folded) && isObject(kept)) {
    const names = new Set([...Object.keys(folded), ...Object.keys(kept)])
    return [...names].flatMap((name) => leavesApart(`${field}.${name}`, folded[name], kept[name]))
  }
  if (Array.isArray(folded) && Array.isArray(kept) && folded.length === kept.length)
    return folded.flatMap((value, i) => leavesApart(`${field}[${i}]`, value, kept[i]))
  return JSON.stringify(folded) === JSON.stringify(kept)
    ? []
    : [{ field, folded: folded ?? null, kept: kept ?? null }]
}
