import { type BurnLevel, countedIn } from '#domain/policy/budget-rules.ts'
import { amountWords, countedWords } from '#domain/policy/budget-words.ts'
import type { Budget } from '#domain/policy/policy-document.ts'
import type { Look } from './ToneMark.tsx'

/** A budget, and what has been used of it in its period. */
export interface Burn extends Pick<Budget, 'metric' | 'period' | 'limit'> {
  /** In the unit in which use is counted. */
  used: number
  reserved: number
  level: BurnLevel
}

export const burnLook: Record<BurnLevel, Look> = {
  fine: { word: 'In its limit', tone: 'positive', glyph: 'ring' },
  warning: { word: 'Nearly spent', tone: 'waiting', glyph: 'threeQuarter' },
  spent: { word: 'Spent', tone: 'blocked', glyph: 'stop' },
}

/** With what is kept for runs under way: nobody else can use it. */
export const takenOf = ({ used, reserved }: Pick<Burn, 'used' | 'reserved'>) => used + reserved
export const takenWords = (burn: Burn) => countedWords(burn.metric, takenOf(burn))
export const reservedWords = ({ metric, reserved }: Burn) => countedWords(metric, reserved)
export const limitWords = ({ metric, limit }: Pick<Burn, 'metric' | 'limit'>) => amountWords(metric, limit)
export const limitOf = ({ metric, limit }: Pick<Burn, 'metric' | 'limit'>) => countedIn(metric, limit)
