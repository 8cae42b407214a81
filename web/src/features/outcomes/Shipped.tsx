import type { ShippedRow } from '#api/shipped/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useShipped } from './outcome-queries.ts'
import { Unread } from './Unread.tsx'

const most = 10
const proofWords: Record<ShippedRow['proof'], string> = {
  artifact: 'its artifact is recorded',
  url: 'proven at its address',
  file: 'proven by its file',
  review: 'reviewed by a person',
  waived: 'accepted without proof',
}

/** What its tasks made that was proven, or taken by an operator without proof. */
export function Shipped({ projectId }: { projectId: string }) {
  const shipped = useShipped(projectId, most)
  const rows = shipped.data?.items
  return (
    <Section title="Shipped" note={shipped.data?.next ? `the last ${most}` : 'last first'}>
      {rows && rows.length > 0 && (
        <RowList label="Shipped">
          {rows.map(({ id, title, taskId, agentName, verifiedAt, proof, isPractice }) => (
            <Row
              key={id}
              title={title}
              href={`/tasks/${taskId}`}
              detail={
                <>
                  <span>{proofWords[proof]}</span>
                  <span>{agentName}</span>
                  <RelativeTime at={new Date(verifiedAt)} />
                  {isPractice && <PracticeBadge />}
                </>
              }
            />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && (
        <EmptyState
          title="Nothing shipped yet."
          first="A task that declares a deliverable ships it when it is proven."
        />
      )}
      <Unread noun="shipped work" query={shipped} />
    </Section>
  )
}
