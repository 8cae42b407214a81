import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useShipped } from './outcome-queries.ts'
import { ShippedLine } from './ShippedLine.tsx'
import { Unread } from './Unread.tsx'

const most = 10

/** What its tasks made that was proven, or taken by an operator without proof. */
export function Shipped({ projectId }: { projectId: string }) {
  const shipped = useShipped(projectId, most)
  const rows = shipped.data?.items
  return (
    <Section
      title="Shipped"
      note={shipped.data?.next ? `the last ${most}` : 'last first'}
      more={{ label: 'Of all projects', href: '/shipped' }}
    >
      {rows && rows.length > 0 && (
        <RowList label="Shipped">
          {rows.map((row) => (
            <ShippedLine key={row.id} row={row} />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && (
        <EmptyState
          title="Nothing shipped yet."
          first="A task that declares a deliverable ships it when it is done."
        />
      )}
      <Unread noun="shipped work" query={shipped} />
    </Section>
  )
}
