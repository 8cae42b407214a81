import type { InboxItem } from '#api/inbox/contract.ts'
import { consent, show } from './consent.ts'
import { followFocus } from './focus.ts'
import { type Heard, heardOf, type News, type Notice, newsOf, noticeOf } from './news.ts'

interface Shown {
  notification: Notification
  itemIds: string[]
}

/** Tells of each new item once, while nobody looks at Front Office. A click opens a page, and decides nothing. */
export function createTeller(open: (href: string) => void) {
  const focus = followFocus()
  const shown = new Map<string, Shown>()
  let heard: Heard | null = null

  function withdraw(tag: string) {
    shown.get(tag)?.notification.close()
    shown.delete(tag)
  }
  function put({ tag, title, body, href, itemIds }: Notice) {
    const notification = show(title, { body, tag })
    if (!notification) return
    notification.onclick = () => {
      window.focus()
      open(href)
      withdraw(tag)
    }
    shown.set(tag, { notification, itemIds })
  }
  async function tell(news: News[]) {
    if (news.length === 0 || consent() !== 'on' || (await focus.isAnywhere())) return
    const waiting = news.filter(({ item }) => heard?.has(item.id))
    for (const { item, isReminder } of waiting) if (isReminder) withdraw(item.id)
    const notice = noticeOf(waiting)
    if (notice) put(notice)
  }
  const silence = () => {
    for (const tag of [...shown.keys()]) withdraw(tag)
  }
  return {
    /** What waits for the reader now, all of it. */
    hear(items: readonly InboxItem[]) {
      const now = heardOf(items)
      const news = newsOf(heard, items)
      heard = now
      for (const [tag, { itemIds }] of [...shown]) if (!itemIds.some((id) => now.has(id))) withdraw(tag)
      void tell(news)
    },
    /** What is shown is taken back: a click on it would find no page any more. */
    silence,
    stop() {
      heard = null
      silence()
      focus.stop()
    },
  }
}
