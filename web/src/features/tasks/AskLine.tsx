import type { ApiProblem } from '../../http/client.ts'
import { timesForPeople } from '../../ui/time-format.ts'
import css from './AskLine.module.css'
import type { Asking } from './task-queries.ts'

/** The line under a control that asks something of the task: on its way, refused and why, or nothing. */
export function AskLine({ asking, refusal }: { asking: Asking; refusal?: string | null }) {
  const { phase, problem } = asking
  if (refusal) return <p className={css.line}>{refusal}</p>
  if (phase === 'recorded') {
    return (
      <p className={css.line} role="status">
        Recorded, will be delivered.
      </p>
    )
  }
  if (problem === null || phase !== 'idle') return null
  return (
    <p className={css.problem} role="alert">
      {problemWords(problem)}
    </p>
  )
}

const unsaid =
  'Front Office does not answer: this is not recorded, as far as is known here, and is not sent again by itself. Look at the timeline before you ask for it again.'

/** Silence is not a no: what was asked may be recorded. */
function problemWords({ status, detail, title, requestId }: ApiProblem): string {
  if (status === 0) return unsaid
  return `${timesForPeople(detail ?? title)}${requestId && status >= 500 ? ` Request ${requestId}.` : ''}`
}
