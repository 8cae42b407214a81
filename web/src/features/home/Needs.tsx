import type { InboxItem } from '#api/inbox/contract.ts'
import type { InboxNow } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { whomWords } from '../../ui/whom-words.ts'

/** What waits for the reader, when the first of it ends if all of it is known, and what waits for somebody else. */
export function Needs({ inbox }: { inbox: InboxNow }) {
  const { mine, others, mineCount, othersCount, othersNames } = inbox
  return (
    <>
      {mineCount > 0 ? (
        <>
          <AppLink href="/inbox?whom=you">{counted(mineCount, 'thing')}</AppLink>{' '}
          {mineCount === 1 ? 'needs' : 'need'} you
          {mineCount === mine.length && <Soonest items={mine} />}.
        </>
      ) : (
        'Nothing needs you.'
      )}
      {othersCount > 0 && (
        <>
          {' '}
          <AppLink href="/inbox">{counted(othersCount, mineCount > 0 ? 'other thing' : 'thing')}</AppLink>{' '}
          {othersCount === 1 ? 'waits' : 'wait'} for {whomWords(othersNames)}
          {mineCount === 0 && othersCount === others.length && <Soonest items={others} />}.
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
