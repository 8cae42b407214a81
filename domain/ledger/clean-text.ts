/** Without NUL and lone surrogates, in every string of a JSON value: Postgres refuses the first, JSON the second. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed() as T
  if (Array.isArray(value)) return value.map(cleaned) as T
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleaned(key), cleaned(item)])) as T
  }
  return value
}
