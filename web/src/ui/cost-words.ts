/** Dollars from billionths. Small amounts keep two digits that mean something: a price is never shown as zero. */
export function costWords(nanoUsd: number): string {
  const usd = nanoUsd / 1e9
  if (usd === 0) return '$0.00'
  if (usd < 0.000_01) return 'under $0.00001'
  const digits = usd >= 0.01 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(usd)))
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`
}
