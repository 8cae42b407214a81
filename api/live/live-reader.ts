import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Response } from 'express'
import { Unauthenticated } from '../http/problem.ts'
import { beginEvents, endUnread, Gone, Slow, writeEvents } from '../stream/event-stream.ts'
import type { LiveBoard } from './live-board.ts'

export interface Shown {
  board: LiveBoard
  /** Ends every stream, so that the server can stop. */
  signal: AbortSignal
  /** How long a reader may take to take what was written before it is let go. */
  slowMs?: number
  /** Between comments that keep it open, when the session is looked at. */
  commentMs?: number
}

interface Looked {
  taskId: string
  executorId: string
  /** What it has seen already. */
  after: number
}

/** Shows a task's run until the client leaves, lags, the session ends or the server stops. */
export async function showTo(
  res: Response,
  { taskId, executorId, ...looked }: Looked,
  {
    board,
    signal,
    slowMs = 10_000,
    commentMs = 15_000,
    ...parts
  }: Shown & { assertSession(): Promise<void> },
): Promise<void> {
  const bell = new EventTarget()
  const ring = () => void bell.dispatchEvent(new Event('ring'))
  const place = board.join(taskId, executorId, ring)
  let { after } = looked
  beginEvents(res)
  try {
    await writeEvents(res, 'retry: 1000\n\n', slowMs)
    while (!res.closed && !signal.aborted) {
      const sent = place.after(after)
      after = sent.at(-1)?.seq ?? after
      await writeEvents(res, sent.map(({ text }) => text).join(''), slowMs)
      if (place.after(after).length > 0) continue
      const isNews = await untilRung(bell, res, signal, commentMs)
      if (isNews) continue
      await parts.assertSession()
      await writeEvents(res, ': here\n\n', slowMs)
    }
  } catch (error) {
    if (error instanceof Slow) endUnread(res)
    else if (!(error instanceof Unauthenticated || error instanceof Gone)) throw error
  } finally {
    place.leave()
    res.end()
  }
}

/** Whether something happened in time: news, a client that left, or the end of the server. */
async function untilRung(
  bell: EventTarget,
  res: Response,
  stop: AbortSignal,
  forMs: number,
): Promise<boolean> {
  const waiting = new AbortController()
  const signal = AbortSignal.any([stop, waiting.signal])
  return Promise.race([
    once(bell, 'ring', { signal }).then(() => true),
    once(res, 'close', { signal }).then(() => true),
    sleep(forMs, false, { signal }),
  ])
    .catch(() => true)
    .finally(() => waiting.abort())
}
