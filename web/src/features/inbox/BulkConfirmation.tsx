import { Button, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import type { Approval } from '#api/approvals/contract.ts'
import { inboxHref, inboxItemId } from '#domain/inbox/inbox.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import css from './BulkDecision.module.css'
import { BulkLine } from './BulkLine.tsx'
import type { Sorted, Verdict } from './together.ts'

interface BulkConfirmationProps {
  verdict: Verdict
  sorted: Sorted
  /** How many of them do not wait any more. */
  goneCount: number
  isPending: boolean
  problem: Error | null
  onClose: () => void
  onDecide: (decision: { approvals: Approval[]; reason: string; idempotencyKey: string }) => void
}

/** Everything that a yes or a no to all of them does, before it is said. */
export function BulkConfirmation({ verdict, sorted, goneCount, ...deciding }: BulkConfirmationProps) {
  const { isPending, problem, onClose, onDecide } = deciding
  const [draft, setDraft] = useState(() => draftOf(''))
  const { decided, left } = sorted
  const isRejecting = verdict === 'rejected'
  const word = isRejecting ? 'Reject and tell the agents' : 'Approve for good'
  return (
    <form
      className={css.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onDecide({ ...draft, approvals: decided })
      }}
    >
      <p>{decided.length > 0 ? follows[verdict] : 'None of them can be decided together.'}</p>
      {decided.length > 0 && (
        <ul className={css.list} aria-label={isRejecting ? 'Will be rejected' : 'Will be approved'}>
          {decided.map((approval) => (
            <BulkLine key={approval.id} approval={approval} />
          ))}
        </ul>
      )}
      {left.length > 0 && <Left left={left} />}
      {goneCount > 0 && (
        <p>{counted(goneCount, 'proposal')} decided, expired or withdrawn since you selected them.</p>
      )}
      {isRejecting && (
        <Textarea
          autoFocus
          label="Reason"
          description="The agents read it and go on with it. Say what they should do instead."
          autosize
          minRows={2}
          maxLength={2_000}
          value={draft.reason}
          onChange={(event) => setDraft(draftOf(event.currentTarget.value))}
        />
      )}
      {problem && <p role="alert">{problem.message}</p>}
      <div className={css.buttons}>
        <Button
          type="submit"
          autoFocus={!isRejecting}
          disabled={isPending || decided.length === 0}
          onKeyDown={notWhileHeld}
        >
          {isPending ? 'Recording…' : `${word}: ${decided.length}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Back
        </Button>
      </div>
    </form>
  )
}

const follows: Record<Verdict, string> = {
  approved:
    'Each is called once with exactly these parameters. There is no undo: what has left cannot be called back.',
  rejected: 'Nothing is done outside. Each agent reads your reason and goes on.',
}

/** What is sent again as it was is answered as the first time. */
const draftOf = (reason: string) => ({ reason, idempotencyKey: newIdempotencyKey() })

/** The Enter that opened the list does not decide it by being held down. */
const notWhileHeld = (event: KeyboardEvent) => {
  if (event.repeat) event.preventDefault()
}

function Left({ left }: { left: Sorted['left'] }) {
  return (
    <section aria-label="Left as they are">
      <h3 className={css.heading}>Left as they are: {left.length}</h3>
      <ul className={css.list}>
        {left.map(({ approval, why }) => (
          <li key={approval.id} className={css.line}>
            <AppLink href={inboxHref(inboxItemId('approval', approval.id))}>{approval.taskTitle}</AppLink>
            <p className={css.why}>{why}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
