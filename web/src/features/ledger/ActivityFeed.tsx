import { Button } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect } from 'react'
import { wordsOf } from '../../http/missing.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ActivityList } from './ActivityList.tsx'
import css from './activity.module.css'
import { hasFilter, type LedgerFilter } from './ledger-filter.ts'
import { useEntries } from './ledger-queries.ts'

/** Newer entries come by themselves, older ones as the reader comes near the end. No gap and no repeat. */
export function ActivityFeed({ filter }: { filter: LedgerFilter }) {
  const { entries, older } = useEntries(filter)
  const { data } = entries
  const problem = entries.error ?? older.error
  const readOlder = () => {
    if (data && data.next !== null && !older.isPending) older.mutate(data.next)
  }
  return (
    <>
      {problem && (
        <p className={css.problem} role="alert">
          The activity cannot be read now. {wordsOf(problem)}{' '}
          <Button variant="default" onClick={() => void entries.refetch()}>
            Read it again
          </Button>
        </p>
      )}
      {entries.isPending && <SkeletonRows label="activity" count={6} />}
      {data?.items.length === 0 && <Nothing isFiltered={hasFilter(filter)} />}
      {data && data.items.length > 0 && <ActivityList entries={data.items} names={data.names} />}
      {data && data.next !== null && (
        <Older isReading={older.isPending} isStopped={older.isError} onNear={readOlder} />
      )}
      {data && data.items.length > 0 && data.next === null && (
        <p className={css.begin}>This is where the record begins.</p>
      )}
    </>
  )
}

interface OlderProps {
  isReading: boolean
  /** After a failure it is the reader who asks again. */
  isStopped: boolean
  onNear: () => void
}

function Older({ isReading, isStopped, onNear }: OlderProps) {
  const { ref, entry } = useIntersection({ rootMargin: '400px' })
  const isNear = entry?.isIntersecting ?? false
  useEffect(() => {
    if (isNear && !isReading && !isStopped) onNear()
  })
  return (
    <div ref={ref} className={css.older}>
      <Button variant="default" disabled={isReading} onClick={onNear}>
        {isReading ? 'Reading…' : 'Older activity'}
      </Button>
    </div>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="Nothing of that happened." first="Clear a filter, or look at everything." />
  ) : (
    <EmptyState
      title="Nothing has happened yet."
      first="Start a project and give an agent a task: what comes of it stands here."
    />
  )
}
