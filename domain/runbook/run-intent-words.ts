import type { RunCommand } from './run-intent.ts'

/** What was asked of a run of a runbook, as the subject of a sentence. */
export const runCommandWords: Record<RunCommand, string> = {
  startRunbook: 'The start of the run',
  taskEnded: 'The end of a task',
  decideStep: 'A decision',
  resumeRun: 'The wish to resume',
  cancelRun: 'The wish to cancel',
  settleFork: 'What is to become of a frozen run',
}
