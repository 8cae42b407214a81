import type { FactOf } from '../ledger/entry.ts'
import type { RunOutcome } from '../run/run.ts'
import type { Side } from './finding.ts'
import type { Found } from './look-rules.ts'
import { subjectOfTask, type TaskName } from './own-differing.ts'

type Unheeded = FactOf<'end_unheeded'>['body']

const ordered: Record<RunOutcome, string> = {
  ok: 'after its agent had ended its turn',
  failed: 'after it had failed',
  aborted: 'when the task was cancelled',
  timed_out: 'when its time was over',
  lost: 'after it was lost',
  over_budget: 'when its budget was spent',
  killed: 'by a kill switch',
  not_begun: 'though it was not to begin',
}

/** One finding of each run: told again, it is another value of the same. */
export const unheededKey = (taskId: string, stepId: string): string => `${taskId}/${stepId}`

/** A run that its gateway was told to end and that lives on there, as a finding of that executor. */
export function unheededFound(
  { stepId, reason, told }: Unheeded,
  task: TaskName,
  hashOf: (text: string) => string,
): Found {
  const side = (line: string): Side => ({ hash: hashOf(line), line, text: null, isMasked: false })
  return {
    ...{ kind: 'run_end', difference: 'unheeded', projectId: task.projectId },
    subject: { ...subjectOfTask(task), key: unheededKey(task.taskId, stepId) },
    ours: side(told ? `its end, ordered ${ordered[told.as]}` : 'its end, ordered'),
    theirs: side(
      told ? `${reason}${told.isLast ? ', and is told no more' : ''}; last answer: ${told.answer}` : reason,
    ),
  }
}
