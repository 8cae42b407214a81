import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from './InboxDetail.module.css'
import { kindLook } from './kind-look.ts'
import type { Opened } from './opened-item.ts'

interface InboxDetailProps {
  opened: Opened
  /** How many are in the list now. */
  count: number
  card: (item: InboxItem) => ReactNode
  /** Null where there is no other. */
  onNext: (() => void) | null
}

export function InboxDetail({ opened: { item, index, isListed }, count, card, onNext }: InboxDetailProps) {
  return (
    <>
      <div className={css.bar}>
        <AppLink href="/inbox" className={css.back}>
          Inbox
        </AppLink>
        <span className={css.place}>
          {isListed ? `${index + 1} of ${count}` : 'settled'} <KeyHint keys="J" /> <KeyHint keys="K" />
        </span>
        <span className={css.tools}>
          {!isListed && onNext && (
            <Button variant="default" onClick={onNext} rightSection={<KeyHint keys="J" />}>
              Next
            </Button>
          )}
          <AppLink href={item.href} className={css.link}>
            {item.taskId ? 'Open the whole story' : 'Open what is behind it'}
          </AppLink>
        </span>
      </div>
      <div className={css.body}>
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
            </Dots>
          </div>
          <h2 className={css.title}>{item.title}</h2>
        </header>
        {card(item)}
      </div>
    </>
  )
}
