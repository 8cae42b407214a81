import { Button } from '@mantine/core'
import { useFocusWithin, useHover, useMergedRef, useWindowScroll } from '@mantine/hooks'
import { wordsOf } from '../../http/missing.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useHeldRows } from './held-rows.ts'
import type { KnownEntries } from './known-entries.ts'
import { LedgerTable } from './LedgerTable.tsx'
import css from './ledger.module.css'
import { hasFilter, type LedgerFilter } from './ledger-filter.ts'
import { aboutIn } from './ledger-names.ts'
import { useEntries } from './ledger-queries.ts'
import { UnknownProject } from './UnknownProject.tsx'

/** What happened, newest first; older pages on demand, newer entries by themselves. */
export function LedgerEntries({ filter }: { filter: LedgerFilter }) {
  const { entries, older } = useEntries(filter)
  const problem = entries.error ?? older.error
  return (
    <>
      {problem && (
        <p className={css.problem} role="alert">
          The ledger cannot be read now. {wordsOf(problem)}{' '}
          <Button variant="default" onClick={() => void entries.refetch()}>
            Read it again
          </Button>
        </p>
      )}
      {entries.isPending && <SkeletonRows label="entries" count={6} />}
      {entries.data?.items.length === 0 && <Nothing filter={filter} />}
      {entries.data && entries.data.items.length > 0 && <Rows known={entries.data} filter={filter} />}
      {entries.data && entries.data.next !== null && (
        <Button
          variant="default"
          className={css.older}
          disabled={older.isPending}
          onClick={() => entries.data.next !== null && older.mutate(entries.data.next)}
        >
          {older.isPending ? 'Reading…' : 'Older entries'}
        </Button>
      )}
    </>
  )
}

function Rows({ known: { items, names }, filter }: { known: KnownEntries; filter: LedgerFilter }) {
  const focus = useFocusWithin()
  const pointer = useHover()
  const [{ y }, scrollTo] = useWindowScroll()
  const ref = useMergedRef<HTMLDivElement>(focus.ref, pointer.ref)
  const { shown, waiting, reveal } = useHeldRows(items, y > 0 || focus.focused || pointer.hovered)
  const projects = new Map(useProjects().data?.items.map(({ id, name }) => [id, name]))
  const show = () => {
    reveal()
    scrollTo({ y: 0 })
  }
  return (
    <>
      <div className={css.fresh} role="status">
        {waiting > 0 && (
          <Button onClick={show} variant="default">
            {waiting.toLocaleString('en-US')} new
          </Button>
        )}
      </div>
      <div ref={ref} className={css.rows}>
        <LedgerTable
          entries={shown}
          filter={filter}
          about={aboutIn(items, names)}
          names={names}
          projectNameOf={(projectId) => projects.get(projectId)}
        />
      </div>
    </>
  )
}

function Nothing({ filter }: { filter: LedgerFilter }) {
  const projects = useProjects().data?.items
  const { projectId } = filter
  // One that was removed has entries: of one that never was there is nothing.
  if (projectId && projects && !projects.some(({ id }) => id === projectId))
    return <UnknownProject asked={projectId} whole={{ label: 'The whole ledger', href: '/ledger' }} />
  return hasFilter(filter) ? (
    <EmptyState title="No entry matches." first="Clear a filter, or look at all entries." />
  ) : (
    <EmptyState
      title="Nothing is recorded yet."
      first="What people, agents and Front Office do stands here."
    />
  )
}
