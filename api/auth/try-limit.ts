import { TooManyRequests } from '../http/problem.ts'

/** So many tries per client and minute, in this process. Throws TooManyRequests. */
export function tryLimit(max: number, windowMs = 60_000) {
  const tries = new Map<string, { count: number; since: number }>()
  return (client: string, now = Date.now()) => {
    for (const [key, entry] of tries) if (now - entry.since >= windowMs) tries.delete(key)
    const mine = tries.get(client) ?? { count: 0, since: now }
    tries.set(client, mine)
    mine.count++
    if (mine.count > max) throw new TooManyRequests(Math.ceil((mine.since + windowMs - now) / 1000))
  }
}
