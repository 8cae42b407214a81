import pg from 'pg'
import type { Channel } from './wake.ts'

/**
 * Calls `onWake` whenever the channel is notified, and once after each reconnect, on a connection of its own.
 * Who listens polls as well: a notification may be lost. Ends with the signal.
 */
export async function listen(
  url: string,
  channel: Channel,
  onWake: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(url, channel, onWake, signal)
    await pause(300, signal)
  }
}

async function listenOnce(
  url: string,
  channel: Channel,
  onWake: () => void,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController()
  const db = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  const gone = new Promise<void>((resolve) => {
    db.on('error', () => resolve())
    db.on('end', () => resolve())
    // The signal outlives this connection by far, and many that follow.
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal })
  })
  db.on('notification', onWake)
  try {
    await db.connect()
    await db.query(`listen ${channel}`)
    onWake()
    await gone
  } catch {
    // Postgres is away: tried again after the pause.
  } finally {
    over.abort()
  }
  await db.end().catch(() => {})
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}

/** A sleep that can be ended early, without losing a wake that comes before it begins. */
export function alarm() {
  let isRung = false
  let end = () => {}
  return {
    ring() {
      isRung = true
      end()
    },
    async wait(ms: number): Promise<void> {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isRung = false
    },
  }
}
