/** Which entries of runs: those that failed, those without a known price, and those that a budget counts as spent or reserved. */
export const runFilters = ['failed', 'unpriced', 'spent', 'reserved'] as const
export type RunFilter = (typeof runFilters)[number]
