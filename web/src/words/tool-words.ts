import type { Transcript } from '#domain/run/foreign-run.ts'

/** Which tools were called, how often, and how many calls failed. */
export const toolWords = (tools: Transcript['tools']): string =>
  tools.length === 0
    ? 'none'
    : tools
        .map(({ tool, calls, failures }) => `${tool} ×${calls}${failures > 0 ? ` (${failures} failed)` : ''}`)
        .join(', ')
