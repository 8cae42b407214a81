import type { RepairOutcome } from '#domain/drift/repair.ts'

export const done = (detail: string): RepairOutcome => ({ outcome: 'done', detail })
export const refused = (detail: string): RepairOutcome => ({ outcome: 'refused', detail })
export const moved = 'It changed again since it was decided. Look again, then decide.'
