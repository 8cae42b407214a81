import { z } from 'zod'
import { LiveBatch, LiveEvent, LiveWatched } from '#domain/live/live.ts'
import { executorId } from '../executors/contract.ts'
import { routes } from '../http/contract.ts'

/** Of one request of a worker: all that it may show of one run, twice over. */
export const liveBodyLimit = 1_024 * 1_024

/** Server-sent events at /api/tasks/{taskId}/live: `live` events, what its open run does as it goes. `begin` starts over.
 *  It may leave out anything, and is kept nowhere. Resume with Last-Event-ID; a comment line every 15 s keeps it open. */
export const livePath = '/tasks/{taskId}/live'
export const LiveStreamEvent = LiveEvent

export const liveContract = routes({
  showLive: {
    method: 'post',
    path: '/executors/{executorId}/live',
    summary: 'What the executor’s open runs do now, of those that somebody looks at (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: LiveBatch,
    status: 200,
    response: LiveWatched,
  },
})
