import type { InboxNow } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { whomWords } from '../../ui/whom-words.ts'

/** What waits for the reader, and what waits for somebody else; when the first of it ends, of what is told of first. */
export function Needs({ inbox }: { inbox: InboxNow }) {
  const { mineCount, othersCount, othersNames, endsFirst } = inbox
  return (
    <>
      {mineCount > 0 ? (
        <>
          <AppLink href="/inbox?whom=you">{counted(mineCount, 'thing')}</AppLink>{' '}
          {mineCount === 1 ? 'needs' : 'need'} you
          <FirstEnd at={endsFirst} count={mineCount} />.
        </>
      ) : (
        'Nothing needs you.'
      )}
      {othersCount > 0 && (
        <>
          {' '}
          <AppLink href="/inbox">{counted(othersCount, mineCount > 0 ? 'other thing' : 'thing')}</AppLink>{' '}
          {othersCount === 1 ? 'waits' : 'wait'} for {whomWords(othersNames)}
          {mineCount === 0 && <FirstEnd at={endsFirst} count={othersCount} />}.
        </>
      )}
    </>
  )
}

/** Of so many. What should have ended since it was read is told of no more. */
function FirstEnd({ at, count }: { at: string | null; count: number }) {
  const now = useNow()
  if (at === null || new Date(at) <= now) return null
  return (
    <>
      , {count > 1 ? 'the first ends' : 'it ends'} <RelativeTime at={new Date(at)} />
    </>
  )
}
