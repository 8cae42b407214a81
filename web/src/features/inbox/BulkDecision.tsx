import { Modal } from '@mantine/core'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { BulkConfirmation } from './BulkConfirmation.tsx'
import css from './BulkDecision.module.css'
import { BulkOutcome } from './BulkOutcome.tsx'
import { useDecideTogether, useProposals } from './inbox-queries.ts'
import { sortedFor, type Verdict } from './together.ts'

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
  const { data, failureReason } = useProposals(proposalIds)
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
      {outcome && <BulkOutcome {...{ outcome, verdict, onDone }} approvals={data?.items ?? []} />}
      {!outcome && data && (
        <BulkConfirmation
          verdict={verdict}
          sorted={sortedFor(verdict, data.items)}
          goneCount={proposalIds.length - data.items.length}
          isPending={decide.isPending}
          problem={decide.error}
          onClose={onClose}
          onDecide={(decision) => decide.mutate({ ...decision, verdict })}
        />
      )}
      {!data && failureReason && (
        <p role="alert">The proposals cannot be read now: {failureReason.message}</p>
      )}
      {!data && !failureReason && <SkeletonRows label="proposals" count={3} />}
    </Modal>
  )
}
