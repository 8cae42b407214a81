import type { EventEmitter } from 'node:events'

/** How this process ends: told to by somebody, or by what went wrong in it, which is not the same for its next start. */
export function listenForEnd(from: Pick<EventEmitter, 'on'>) {
  const told = new AbortController()
  const stopping = new AbortController()
  const draining = new AbortController()
  let isAtWork = false
  from.on('SIGUSR2', () => {
    told.abort()
    draining.abort()
    if (!isAtWork) stopping.abort()
  })
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'])
    from.on(event, () => {
      told.abort()
      stopping.abort()
    })
  return {
    /** By whoever runs it. */
    told: told.signal,
    /** It ends now, for whichever reason. */
    stopping: stopping.signal,
    /** It ends once the runs that it has have ended. */
    draining: draining.signal,
    /** There may be runs to wait for. */
    beginWork(): void {
      isAtWork = true
    },
    /** By itself: it failed, or is done. */
    end: () => stopping.abort(),
  }
}
