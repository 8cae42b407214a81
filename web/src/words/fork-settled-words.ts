import type { BodyOf } from '#domain/ledger/entry.ts'
import type { Said } from './said.ts'

/** Of a task and of a run of a runbook. */
export const forkSettledWords = (
  what: 'task' | 'run',
  { verdict, reason }: BodyOf<'fork_settled'>,
): Said => ({
  what: `settled the fork: the ${what} ${verdict === 'go_on' ? 'goes on from its record' : 'ends'}`,
  words: reason,
})
