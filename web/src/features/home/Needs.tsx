import type { InboxItem } from '#api/inbox/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { whomWords } from '../../ui/whom-words.ts'

interface NeedsProps {
  mine: readonly InboxItem[]
  others: readonly InboxItem[]
}

/** What waits for the reader, when the first of it ends, and what waits for somebody else. */
export function Needs({ mine, others }: NeedsProps) {
  return (
    <>
      {mine.length > 0 ? (
        <>
          <AppLink href="/inbox?whom=you">{counted(mine.length, 'thing')}</AppLink>{' '}
          {mine.length === 1 ? 'needs' : 'need'} you
          <Soonest items={mine} />.
        </>
      ) : (
        'Nothing needs you.'
      )}
      {others.length > 0 && (
        <>
          {' '}
          <AppLink href="/inbox">{counted(others.length, mine.length > 0 ? 'other thing' : 'thing')}</AppLink>{' '}
          {others.length === 1 ? 'waits' : 'wait'} for{' '}
          {whomWords([...new Set(others.flatMap(({ waitsFor }) => waitsFor ?? []))])}
          {mine.length === 0 && <Soonest items={others} />}.
        </>
      )}
    </>
  )
}

function Soonest({ items }: { items: readonly InboxItem[] }) {
  const now = useNow()
  const soonest = items
    .flatMap(({ until }) => (until === null ? [] : [until]))
    .filter((until) => new Date(until) > now)
    .sort()[0]
  if (!soonest) return null
  return (
    <>
      , {items.length > 1 ? 'the first ends' : 'it ends'} <RelativeTime at={new Date(soonest)} />
    </>
  )
}
