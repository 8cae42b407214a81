import { Button } from '@mantine/core'
import type { Approval, Decided } from '#api/approvals/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { timesForPeople } from '../../ui/time-format.ts'
import css from './BulkDecision.module.css'
import type { Verdict } from './together.ts'

interface BulkOutcomeProps {
  outcome: Decided
  verdict: Verdict
  /** As they were shown. */
  approvals: readonly Approval[]
  onDone: () => void
}

/** What became of each: one that was refused held up no other. */
export function BulkOutcome({ outcome, verdict, approvals, onDone }: BulkOutcomeProps) {
  const { done, refused } = outcome
  const waiting = done.filter(({ isDecided }) => !isDecided).length
  // What is recorded alone counts when its task says so.
  const decided = done.length - waiting
  const titleOf = (id: string) => approvals.find((one) => one.id === id)?.taskTitle ?? id
  return (
    <div className={css.stack} role="status">
      <p>
        {decided === 0 ? 'Nothing' : counted(decided, 'proposal')} {verdict}
        {waiting > 0 && `${decided === 0 ? ' yet' : ''}; ${waiting} recorded, will be delivered`}.
      </p>
      {refused.length > 0 && (
        <ul className={css.list} aria-label="Refused">
          {refused.map(({ proposalId, message }) => (
            <li key={proposalId} className={css.line}>
              <p className={css.title}>{titleOf(proposalId)}</p>
              <p className={css.why}>{timesForPeople(message)}</p>
            </li>
          ))}
        </ul>
      )}
      <div className={css.buttons}>
        <Button autoFocus onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
