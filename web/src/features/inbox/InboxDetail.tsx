import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { whomWords } from '../../ui/whom-words.ts'
import css from './InboxDetail.module.css'
import { kindLook } from './kind-look.ts'
import type { Opened } from './opened-item.ts'
import { rankWords } from './rank-words.ts'

interface InboxDetailProps {
  opened: Opened
  /** How many are in the list now. */
  count: number
  /** The list as it is filtered, for the way back on a phone. */
  listHref: string
  /** Names of the other operators who have it open. */
  others: string[]
  /** What can be done with it beside settling it; none where it is settled or several are selected. */
  tools: ReactNode
  card: (item: InboxItem) => ReactNode
  /** Null where there is no other. */
  onNext: (() => void) | null
}

const placeWords = { elsewhere: 'not in this list', settled: 'settled' }

export function InboxDetail({ opened, count, listHref, others, tools, card, onNext }: InboxDetailProps) {
  const { item, index, place } = opened
  return (
    <>
      <div className={css.bar}>
        <AppLink href={listHref} className={css.back}>
          Inbox
        </AppLink>
        <span className={css.place}>
          {place === 'listed' ? `${index + 1} of ${count}` : placeWords[place]} <KeyHint keys="J" />{' '}
          <KeyHint keys="K" />
        </span>
        <div className={css.tools}>
          {tools}
          {place !== 'listed' && onNext && (
            <Button variant="default" onClick={onNext} rightSection={<KeyHint keys="J" />}>
              Next
            </Button>
          )}
        </div>
      </div>
      <div className={css.body}>
        <Head item={item} isFirst={place === 'listed' && index === 0} />
        {others.length > 0 && (
          <p className={css.presence}>
            {others.join(' and ')} {others.length === 1 ? 'has' : 'have'} this open. The first decision
            counts; the other one is told who decided.
          </p>
        )}
        {card(item)}
      </div>
    </>
  )
}

function Head({ item, isFirst }: { item: InboxItem; isFirst: boolean }) {
  const why = rankWords(item, useNow())
  return (
    <header>
      <div className={css.kind}>
        <Dots>
          <span>
            {kindLook[item.kind].word}
            {item.agentName && ` from ${item.agentName}`}
          </span>
          {item.projectName && <span>{item.projectName}</span>}
          <span>
            since <RelativeTime at={new Date(item.since)} as="span" />
          </span>
          {item.isPractice && <span>practice gateway</span>}
          {item.assignee && <span>{item.assignee.name} is on it</span>}
          <AppLink href={item.href} className={css.link}>
            {item.taskId ? 'Open the whole story' : 'Open what is behind it'}
          </AppLink>
        </Dots>
      </div>
      <h2 className={css.title}>{item.title}</h2>
      {item.waitsFor && <p className={css.why}>It waits for {whomWords(item.waitsFor)}, not for you.</p>}
      {why && !item.waitsFor && (
        <p className={css.why}>
          {isFirst ? 'First because: ' : 'Here because: '}
          {why}.
        </p>
      )}
      {item.snoozedUntil && (
        <p className={css.why}>
          Put off: back <RelativeTime at={new Date(item.snoozedUntil)} />.
        </p>
      )}
    </header>
  )
}
