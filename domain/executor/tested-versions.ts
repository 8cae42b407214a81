/** What the worker found beside it; null: nobody said. */
export interface Installed {
  plugin: string | null
  protocol: number | null
}

/** What was tested together, and is warned of where another is found. `versions.test.ts` holds it to what is here. */
export const testedVersions = {
  worker: '0.1.0',
  gateway: '2026.9.6',
  plugin: '0.1.0',
  /** Of the wire between worker and gateway. */
  protocol: '4',
} as const

export type Part = keyof typeof testedVersions
export type FoundVersions = Record<Part, string | null>

export interface Mismatch {
  part: Part
  found: string
  tested: string
}
