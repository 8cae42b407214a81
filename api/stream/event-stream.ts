import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Response } from 'express'

/** The client left. */
export class Gone extends Error {}
/** It takes too long to read what was written. */
export class Slow extends Error {}

export function beginEvents(res: Response): void {
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  res.flushHeaders()
}

/** Waits while the client reads more slowly than we write, and not for ever: then it throws Slow. */
export async function writeEvents(res: Response, text: string, slowMs: number): Promise<void> {
  if (res.closed || res.destroyed) throw new Gone()
  if (text === '' || res.write(text)) return
  const waiting = new AbortController()
  const { signal } = waiting
  const isSlow = await Promise.race([
    once(res, 'drain', { signal }).then(() => false),
    once(res, 'close', { signal }).then(() => false),
    sleep(slowMs, true, { signal }),
  ]).finally(() => waiting.abort())
  if (isSlow) throw new Slow()
}

/** Does not wait for ever until what was written is read. */
export function endUnread(res: Response): void {
  setTimeout(() => !res.writableFinished && res.destroy(), 5_000).unref()
}
