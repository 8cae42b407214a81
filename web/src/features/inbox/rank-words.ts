import type { InboxItem } from '#api/inbox/contract.ts'
import { type RankFactor, rankFactors } from '#domain/inbox/rank-rules.ts'
import { counted } from '../../ui/count-words.ts'
import { relative, span } from '../../ui/time-format.ts'

const words: Record<RankFactor, (item: InboxItem, now: Date) => string> = {
  end: ({ until }, now) => {
    const at = new Date(until ?? now)
    return at > now ? `ends ${relative(at, now)}` : 'has ended'
  },
  due: ({ dueAt }, now) => {
    const at = new Date(dueAt ?? now)
    return at > now
      ? `the task is due ${relative(at, now)}`
      : `the task is ${span(now.getTime() - at.getTime())} late`
  },
  holds: ({ holds }) => `holds ${counted(holds, 'task')}`,
  stake: ({ amountUsd }) =>
    amountUsd === null ? 'an effect of unknown amount' : `$${amountUsd.toLocaleString('en-US')} hangs on it`,
  reminded: ({ remindedAt }, now) => `reminded ${relative(new Date(remindedAt ?? now), now)}`,
  age: ({ since }, now) => `waits for ${span(now.getTime() - Date.parse(since))}`,
}

/** Why it stands where it stands, the strongest reason first; empty where only its kind counts. */
export const rankWords = (item: InboxItem, now: Date): string =>
  rankFactors(item, now)
    .map((factor) => words[factor](item, now))
    .join(', ')
