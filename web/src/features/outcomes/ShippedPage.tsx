import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ShippedDay, ShippedRow } from '#api/shipped/contract.ts'
import { dayOf } from '#domain/outcome/iso-week.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { withoutProof } from '../../ui/shipped-words.ts'
import { type ShippedFilter, useAllShipped } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { ShippedChips, shippedFilterOf } from './ShippedChips.tsx'
import { ShippedLine } from './ShippedLine.tsx'
import { dateOfDay } from './sum-words.ts'
import { Unread } from './Unread.tsx'

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
})

/** What left the house, over all projects, day by day. */
export function ShippedPage() {
  const filter = shippedFilterOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  const show = (next: ShippedFilter) => void navigate({ to: '.', search: next as never, replace: true })
  const shipped = useAllShipped(filter)
  const hasFilter = Object.keys(filter).length > 0
  const isEmpty = shipped.data?.pages.every(({ items }) => items.length === 0)
  return (
    <Page>
      <PageHeader title="Shipped" trail={[{ label: 'Outcomes', href: '/outcomes' }]} />
      <Lead>
        What was proven of tasks that are done, or taken by an operator without proof, under the day of the
        proof: a task that is done later adds to that day. Each opens its task.
      </Lead>
      {hasFilter && (
        <div className={css.chips}>
          <ShippedChips filter={filter} onChange={show} />
        </div>
      )}
      {isEmpty && hasFilter && (
        <EmptyState title="Nothing of it shipped." first="Take a filter away to see what else did." />
      )}
      {isEmpty && !hasFilter && (
        <EmptyState
          title="Nothing shipped yet."
          first="A task that declares a deliverable ships it when it is done."
        />
      )}
      {shipped.data && daysOf(shipped.data.pages).map((day) => <Day key={day.day} {...day} />)}
      <Unread noun="shipped work" query={shipped} />
      {shipped.hasNextPage && (
        <ActionButton
          refusal={null}
          variant="default"
          loading={shipped.isFetchingNextPage}
          onClick={() => void shipped.fetchNextPage()}
        >
          Earlier
        </ActionButton>
      )}
    </Page>
  )
}

interface DayRead extends ShippedDay {
  /** Those that are read; the counts are of all. */
  items: ShippedRow[]
}

/** Days in UTC, as weeks are cut there. One may go on in the next page. */
function daysOf(pages: readonly { items: ShippedRow[]; days: ShippedDay[] }[]): DayRead[] {
  const days = new Map(pages.flatMap((page) => page.days).map((one) => [one.day, one]))
  const rows = pages.flatMap(({ items }) => items)
  return [...days.values()].map((one) => ({
    ...one,
    items: rows.filter(({ verifiedAt }) => dayOf(verifiedAt) === one.day),
  }))
}

const Day = ({ day, count, waived, items }: DayRead) => (
  <Section title={dayFormat.format(dateOfDay(day))} count={count} note={withoutProof(count, waived)}>
    <RowList label={counted(items.length, 'deliverable')}>
      {items.map((row) => (
        <ShippedLine key={row.id} row={row} isProjectShown />
      ))}
    </RowList>
  </Section>
)
