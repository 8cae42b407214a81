import type { Usage } from './run.ts'

/** A run that nobody is at, as its gateway has it. */
export interface RunLook {
  isOver: boolean
  /** By its transcript; null where it has none. */
  usage: Usage | null
}
