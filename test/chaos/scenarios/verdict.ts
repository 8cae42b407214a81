/** One line: what was measured, and the bars beside it; and what must not be, in words. */
export interface Verdict {
  line: string
  breaches: string[]
}
