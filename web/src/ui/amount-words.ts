import Big from 'big.js'

const symbols: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

/** A decimal as money: "$1,234.50", "−$3.00", "12.00 CHF". Parts of a cent are rounded, but never down to nothing. Round: no cents from a hundred on. */
export function amountWords(amount: string, currency: string, { isRound = false } = {}): string {
  let value: Big
  try {
    value = Big(amount)
  } catch {
    return `${amount} ${currency}`
  }
  const size = value.abs()
  const isTiny = size.gt(0) && size.lt('0.005')
  const digits = isTiny ? '0.01' : size.toFixed(isRound && size.gte(100) ? 0 : 2)
  const [whole = '0', cents] = digits.split('.')
  const text = [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...(cents ? [cents] : [])].join('.')
  const symbol = symbols[currency]
  const sign = value.lt(0) ? '−' : ''
  const words = symbol ? `${symbol}${text}` : `${text} ${currency}`
  return isTiny ? `under ${words}` : `${sign}${words}`
}
