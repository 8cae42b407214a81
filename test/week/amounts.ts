// Money as whole billionths of a dollar: sums of them are exact, and two spellings of one amount are equal.

const digits = 9

export function nanoOf(decimal: string): bigint {
  const [whole = '', part = ''] = decimal.replace('-', '').split('.')
  const nano = BigInt(whole + part.padEnd(digits, '0'))
  return decimal.startsWith('-') ? -nano : nano
}

export const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)

/** For people: at least two digits after the dot. */
export function decimalOf(nano: bigint): string {
  const text = String(nano < 0n ? -nano : nano).padStart(digits + 1, '0')
  const part = text.slice(-digits).replace(/0{1,7}$/, '')
  return `${nano < 0n ? '-' : ''}${text.slice(0, -digits)}.${part}`
}
