/** What every benchmark is given. */
export interface BenchContext {
  say(line: string): void
  signal: AbortSignal
  /** Runs at the end, also of an interrupted benchmark; the last one first. */
  atEnd(work: () => Promise<unknown>): void
}
