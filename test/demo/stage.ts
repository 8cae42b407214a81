import type { TestProduct } from '../product.ts'

/** What a demo is played on. */
export interface Stage {
  office: TestProduct
  /** A line with the time since the process began. */
  say(line: string): void
}
