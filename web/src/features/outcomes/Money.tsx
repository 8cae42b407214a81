import { useState } from 'react'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { OlderButton } from '../../ui/OlderButton.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { BookForm } from './BookForm.tsx'
import { CsvImport } from './CsvImport.tsx'
import { MoneyFilters, useMoneyView } from './MoneyFilters.tsx'
import { MoneyRow } from './MoneyRow.tsx'
import { useMoney } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Unread } from './Unread.tsx'

interface MoneyProps {
  projectId: string
  outcomes: ProjectOutcomes
  refusal: string | null
}

/** What was earned and spent, by the day it happened. */
export function Money({ projectId, outcomes, refusal }: MoneyProps) {
  const [open, setOpen] = useState<'book' | 'import' | null>(null)
  const why = refusalOf(useRole(), 'bookMoney')
  const close = () => setOpen(null)
  return (
    <div id="money">
      <Section title="Money" note="by day, newest first">
        <div className={css.bar}>
          <ActionButton size="xs" refusal={refusal ?? why} onClick={() => setOpen('book')}>
            Book money…
          </ActionButton>
          <ActionButton size="xs" refusal={refusal ?? why} onClick={() => setOpen('import')}>
            Import CSV…
          </ActionButton>
        </div>
        {open === 'book' && <BookForm projectId={projectId} outcomes={outcomes} onClose={close} />}
        {open === 'import' && <CsvImport projectId={projectId} onClose={close} />}
        <MoneyList projectId={projectId} today={outcomes.today} refusal={refusal ?? why} />
      </Section>
    </div>
  )
}

interface MoneyListProps {
  projectId: string
  today: string
  refusal: string | null
}

function MoneyList({ projectId, today, refusal }: MoneyListProps) {
  const { view, filter, nothing, show, showAllTime } = useMoneyView(today)
  const money = useMoney(projectId, filter)
  const rows = money.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <MoneyFilters view={view} onShow={show} onAllTime={showAllTime} />
      {rows && rows.length > 0 && (
        <RowList label="Money">
          {rows.map((event) => (
            <MoneyRow key={event.id} projectId={projectId} event={event} refusal={refusal} />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && (
        <EmptyState
          title={nothing}
          first="Book what was earned or spent, or import a file of your payment provider."
        />
      )}
      <Unread noun="money" query={money} />
      <OlderButton list={money}>Earlier money</OlderButton>
    </>
  )
}
