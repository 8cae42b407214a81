const sizes = ['bytes', 'KB', 'MB', 'GB']

/** Bytes as a person reads them, in thousands. */
export function sizeWords(bytes: number): string {
  const step = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const amount = bytes / 1_000 ** step
  return `${step === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${sizes[step]}`
}
