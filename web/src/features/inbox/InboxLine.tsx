import { Checkbox } from '@mantine/core'
import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/now.ts'
import { initialsOf, PersonMark } from '../../ui/PersonMark.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { relative } from '../../ui/time-format.ts'
import { whomWords } from '../../ui/whom-words.ts'
import css from './InboxList.module.css'
import { kindLook } from './kind-look.ts'
import type { Selection } from './selection.ts'

interface InboxLineProps {
  item: InboxItem
  currentId: string | undefined
  query: string
  selection: Selection
  othersAt: (itemId: string) => string[]
}

export function InboxLine({ item, currentId, query, selection, othersAt }: InboxLineProps) {
  const look = kindLook[item.kind]
  return (
    <li className={css.line}>
      {selection.isOn && (
        <Checkbox
          size="xs"
          className={css.check}
          aria-label={`Select ${item.title}`}
          checked={selection.selected.some(({ id }) => id === item.id)}
          onChange={() => selection.toggle(item.id)}
        />
      )}
      <AppLink
        href={`${inboxHref(item.id)}${query}`}
        className={css.item}
        aria-current={item.id === currentId ? 'true' : undefined}
      >
        <span className={css.mark} data-tone={look.isDanger ? 'danger' : 'waiting'}>
          <Icon name={look.icon} />
        </span>
        <span className={css.words}>
          <span className={css.what}>{item.title}</span>
          <span className={css.reason}>{item.line || look.word}</span>
          <span className={css.sub}>
            {look.word}
            {item.projectName && `, ${item.projectName}`}
            {item.risk && `, ${item.risk.level} risk`}
            {item.isPractice && ', practice'}
            {item.waitsFor && `, waits for ${whomWords(item.waitsFor)}`}
            {item.remindedAt && ', reminded'}
            {item.until && <Ends until={item.until} />}
            {item.snoozedUntil && <Back at={item.snoozedUntil} />}
          </span>
        </span>
        <span className={css.end}>
          <RelativeTime at={new Date(item.since)} as="span" />
          <People item={item} others={othersAt(item.id)} />
        </span>
      </AppLink>
    </li>
  )
}

const person = (name: string) => ({ kind: 'operator', name, initials: initialsOf(name) }) as const

/** Who takes it; with a dot, who has it open now. */
function People({ item: { assignee }, others }: { item: InboxItem; others: string[] }) {
  const isThere = assignee !== null && others.includes(assignee.name)
  return (
    <span className={css.people}>
      {assignee && <PersonMark person={person(assignee.name)} isMarkOnly isPresent={isThere} />}
      {others
        .filter((name) => name !== assignee?.name)
        .map((name) => (
          <PersonMark key={name} person={person(name)} isMarkOnly isPresent />
        ))}
    </span>
  )
}

function Ends({ until }: { until: string }) {
  const now = useNow()
  const at = new Date(until)
  return (
    <>
      , <span style={{ whiteSpace: 'nowrap' }}>{at > now ? `ends ${relative(at, now)}` : 'ended'}</span>
    </>
  )
}

function Back({ at }: { at: string }) {
  return <>, back {relative(new Date(at), useNow())}</>
}
