import Big from 'big.js'

// Amounts are decimal strings, everywhere: a float cannot hold a cent.

const shape = /^\d{1,12}(\.\d{1,6})?$/

/** Why a text is no amount that can be booked, to follow its field's name; null where it is one. */
export function amountProblem(text: string): string | null {
  if (text === '') return 'is missing: write it like 12.50'
  if (text.startsWith('-')) return 'must be above zero; its kind says whether it is revenue or a cost'
  if (!shape.test(text))
    return 'is not an amount: write it like 1234.50, with a dot, at most 12 digits before and 6 after it'
  return Big(text).eq(0) ? 'must be above zero' : null
}

/** One spelling for one amount: two digits after the dot, more only where they mean something. */
export function canonicalAmount(text: string): string {
  const amount = Big(text)
  const digits = amount.toFixed().split('.')[1]?.length ?? 0
  return digits < 2 ? amount.toFixed(2) : amount.toFixed()
}

export const sumOf = (amounts: readonly string[]): string =>
  canonicalAmount(amounts.reduce((sum, amount) => sum.plus(amount), Big(0)).toFixed())

export const lessOf = (from: string, amount: string): string =>
  canonicalAmount(Big(from).minus(amount).toFixed())

/** A price over a number of parts of it, exactly: 0.05 hours at 80.00 are 4.00. */
export const timesOf = (amount: string, factor: string): string =>
  canonicalAmount(Big(amount).times(factor).toFixed())

/** Dollars from billionths. */
export const usdOfNano = (nanoUsd: string): string => timesOf(nanoUsd, '0.000000001')

/** Why an amount in this currency can't be booked; null where it can. */
export const currencyProblem = (currency: string, portfolio: string): string | null =>
  currency === portfolio
    ? null
    : `must be ${portfolio}: there are no exchange rates yet, so amounts in ${currency || 'no currency'} can't be added up`
