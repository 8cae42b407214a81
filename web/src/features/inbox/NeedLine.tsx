import { Button } from '@mantine/core'
import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { whomWords } from '../../ui/whom-words.ts'
import { kindLook } from './kind-look.ts'
import css from './NeedLine.module.css'

/** One thing that needs a person, in a list that is not the inbox; the first one for the reader has the view's filled button. */
export function NeedLine({ item, isFirst }: { item: InboxItem; isFirst: boolean }) {
  const now = useNow()
  const { word, verb, icon, isDanger } = kindLook[item.kind]
  const { waitsFor } = item
  const href = inboxHref(item.id)
  const until = item.until === null ? null : new Date(item.until)
  return (
    <Row
      isActionWideOnly={!isFirst}
      mark={
        <span className={css.mark} data-tone={isDanger ? 'danger' : 'waiting'}>
          <Icon name={icon} />
        </span>
      }
      title={item.title}
      href={href}
      reason={item.line || word}
      detail={
        <>
          <span>{word}</span>
          {waitsFor && <span className={css.whom}>waits for {whomWords(waitsFor)}</span>}
          {item.projectName && <span>{item.projectName}</span>}
          <span>
            since <RelativeTime at={new Date(item.since)} as="span" />
          </span>
          {until && (
            <span>
              {until > now ? 'ends ' : 'ended '}
              <RelativeTime at={until} />
            </span>
          )}
          {item.isPractice && <span>practice</span>}
        </>
      }
      action={
        <Button
          component={AppLink}
          href={href}
          variant={isFirst && !waitsFor ? 'filled' : 'default'}
          miw={72}
          aria-label={`${waitsFor ? 'Look' : verb}: ${item.title}`}
        >
          {waitsFor ? 'Look' : verb}
        </Button>
      }
    />
  )
}
