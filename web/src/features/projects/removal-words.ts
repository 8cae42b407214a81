import type { Project } from '#api/projects/contract.ts'
import { counted } from '../../ui/count-words.ts'

/** What follows from removing a project, counted: one line each. `agents` is null while it is not known. */
export function removalLines({ counts }: Project, agents: number | null): string[] {
  return [
    counts.open > 0
      ? `cancel ${counted(counts.open, 'open task')} and end what runs of them`
      : 'cancel nothing: no task is open',
    ...(counts.needsYou > 0 ? ['withdraw what waits for a decision; nothing of it is sent'] : []),
    `take it${agents ? ` and ${counted(agents, 'agent')}` : ''} off every list, for good`,
    'keep what was done, recorded and spent in the ledger',
  ]
}

export const removalButton = ({ counts }: Project) =>
  counts.open > 0 ? `Remove, and cancel ${counted(counts.open, 'task')}` : 'Remove the project'
