import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Approval } from '#api/approvals/contract.ts'
import { inboxHref, inboxItemId } from '#domain/inbox/inbox.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './BulkDecision.module.css'
import { BulkLine } from './BulkLine.tsx'
import { BulkOutcome } from './BulkOutcome.tsx'
import { useDecideTogether, useProposals } from './inbox-queries.ts'
import { type Sorted, sortedFor, type Verdict } from './together.ts'

interface BulkDecisionProps {
  proposalIds: string[]
  verdict: Verdict
  onClose: () => void
  /** What could be decided is. */
  onDone: () => void
}

const verbs: Record<Verdict, string> = { approved: 'Approve', rejected: 'Reject' }

/** A dialog, because it decides many things: it lists each with its risk and what follows, and counts them. */
export function BulkDecision({ proposalIds, verdict, onClose, onDone }: BulkDecisionProps) {
  const proposals = useProposals(proposalIds)
  const decide = useDecideTogether()
  const outcome = decide.data
  return (
    <Modal
      opened
      onClose={outcome ? onDone : onClose}
      title={`${verbs[verdict]} together`}
      size="lg"
      withinPortal={false}
      classNames={{ inner: css.inner }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The keys of the inbox behind it rest.
      onKeyDown={(event) => event.stopPropagation()}
    >
      {outcome && <BulkOutcome {...{ outcome, verdict, onDone }} approvals={proposals.data?.items ?? []} />}
      {!outcome && proposals.data && (
        <Confirmation
          verdict={verdict}
          sorted={sortedFor(verdict, proposals.data.items)}
          isPending={decide.isPending}
          problem={decide.error}
          onClose={onClose}
          onDecide={(approvals, reason) => decide.mutate({ approvals, verdict, reason })}
        />
      )}
      {!outcome && proposals.isPending && <SkeletonRows label="proposals" count={3} />}
      {!outcome && proposals.error && (
        <p role="alert">The proposals cannot be read now: {proposals.error.message}</p>
      )}
    </Modal>
  )
}

interface ConfirmationProps {
  verdict: Verdict
  sorted: Sorted
  isPending: boolean
  problem: Error | null
  onClose: () => void
  onDecide: (approvals: Approval[], reason: string) => void
}

function Confirmation({ verdict, sorted, isPending, problem, onClose, onDecide }: ConfirmationProps) {
  const [reason, setReason] = useState('')
  const { decided, left } = sorted
  const isRejecting = verdict === 'rejected'
  const word = isRejecting ? 'Reject and tell the agents' : 'Approve for good'
  return (
    <form
      className={css.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onDecide(decided, reason)
      }}
    >
      <p>
        {isRejecting
          ? 'Nothing is done outside. Each agent reads your reason and goes on.'
          : 'Each is called once with exactly these parameters. There is no undo: what has left cannot be called back.'}
      </p>
      {decided.length > 0 && (
        <ul className={css.list} aria-label={isRejecting ? 'Will be rejected' : 'Will be approved'}>
          {decided.map((approval) => (
            <BulkLine key={approval.id} approval={approval} />
          ))}
        </ul>
      )}
      {left.length > 0 && <Left left={left} />}
      {isRejecting && (
        <Textarea
          autoFocus
          label="Reason"
          description="The agents read it and go on with it. Say what they should do instead."
          autosize
          minRows={2}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {problem && <p role="alert">{problem.message}</p>}
      <div className={css.buttons}>
        <Button type="submit" autoFocus={!isRejecting} disabled={isPending || decided.length === 0}>
          {isPending ? 'Recording…' : `${word}: ${decided.length}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Back
        </Button>
      </div>
    </form>
  )
}

function Left({ left }: { left: Sorted['left'] }) {
  return (
    <section aria-label="Left as they are">
      <h3 className={css.heading}>{counted(left.length, 'proposal')} left as they are</h3>
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
