import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import { kindLook } from '../../features/inbox/kind-look.ts'
import { counted } from '../../ui/count-words.ts'

/** What waits for the reader as it was last seen here: each with when it was brought up once more, if it was. */
export type Heard = ReadonlyMap<string, string | null>

export const heardOf = (items: readonly InboxItem[]): Heard =>
  new Map(items.map(({ id, remindedAt }) => [id, remindedAt]))

export interface News {
  item: InboxItem
  /** It waited already, and its end is near. */
  isReminder: boolean
}

/** What waits now and was not seen yet. At opening nothing was seen, and what waits then is no news. */
export function newsOf(heard: Heard | null, items: readonly InboxItem[]): News[] {
  if (heard === null) return []
  return items.flatMap<News>((item) => {
    const before = heard.get(item.id)
    if (before === undefined) return [{ item, isReminder: false }]
    return before === null && item.remindedAt !== null ? [{ item, isReminder: true }] : []
  })
}

/** One notification. Where two have one tag the browser shows one, whichever tabs they come from. */
export interface Notice {
  tag: string
  title: string
  body: string
  href: string
  itemIds: string[]
}

/** Of several that come at once, one. On a locked screen everybody reads it: nothing that was typed or written by an agent. */
export function noticeOf(news: readonly News[]): Notice | null {
  const [first] = news
  if (!first) return null
  const itemIds = news.map(({ item }) => item.id).toSorted()
  if (news.length === 1) return { ...wordsOf(first), itemIds }
  const title = `${counted(news.length, 'thing')} wait for you`
  return { tag: `${news.length} from ${itemIds[0]}`, title, body: '', href: '/inbox', itemIds }
}

function wordsOf({ item, isReminder }: News) {
  const { word, verb } = kindLook[item.kind]
  return {
    // A browser replaces what has the same tag without a sound; a reminder is to be heard.
    tag: isReminder ? `${item.id} reminded` : item.id,
    title: `${word}: ${verb.toLowerCase()}${isReminder ? ', reminded' : ''}`,
    body: [item.projectName, item.agentName].filter(Boolean).join(', '),
    href: inboxHref(item.id),
  }
}
