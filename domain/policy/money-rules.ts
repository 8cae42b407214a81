import { withPlurals, wordsIn, wordsOfName } from './name-words.ts'
import type { EffectClass } from './policy.ts'

/** What they do is an amount of money. Of any other class an amount is only a parameter, and one that is typed costs nothing. */
export const ofMoney: readonly EffectClass[] = ['pay', 'buy']

const moneyWords = withPlurals([
  ...wordsIn('amount total price sum cost value fee budget bid payment refund balance currency'),
  ...wordsIn('usd dollar cent eur euro gbp pound chf jpy yen cny rmb inr rupee aud cad nzd sek nok dkk'),
  ...wordsIn('pln czk huf brl mxn sgd hkd krw zar aed ils thb btc bitcoin eth usdc usdt'),
])

/** By the words of the name of a parameter: `totalAmount`, `price_usd`, and not `summary`. */
export const isOfMoney = (name: string): boolean => wordsOfName(name).some((word) => moneyWords.has(word))
