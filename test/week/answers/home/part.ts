import type { Home } from '#api/home/contract.ts'
import type { Ledger } from '../../ledger.ts'

/** One key of the home page, held whole against the ledger. */
export interface HomePart<K extends keyof Home> {
  /** As who fails on it reads it. */
  name: string
  /** What follows from the entries at that moment; a field more of the page does not compile before it is here. */
  recorded(ledger: Ledger, now: Date): Home[K]
  /** The answer in a line. */
  words(answer: Home[K]): string
  /** Of either side, where two spellings or two orders are one thing. */
  alike?(part: Home[K]): unknown
}
