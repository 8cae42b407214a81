import type { Request } from 'express'
import { z } from 'zod'
import { Refused } from '#domain/errors.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import type { StreamRoute } from '../http/openapi.ts'
import { InvalidRequest, Unauthenticated } from '../http/problem.ts'
import { foundTask } from '../tasks/ask-task.ts'
import { TaskId } from '../tasks/contract.ts'
import { LiveStreamEvent, liveContract, livePath } from './contract.ts'
import { type Shown, showTo } from './live-reader.ts'

const Params = z.strictObject({ taskId: TaskId })

export const liveRoute: StreamRoute = {
  path: livePath,
  summary: 'What a task’s open run does as it goes. It may leave out anything; the record is the ledger',
  mediaType: 'text/event-stream',
  params: Params,
  query: z.strictObject({}),
  item: LiveStreamEvent,
}

export interface LiveParts extends Shown {
  source: Source
  /** Null where the session has ended. */
  sessionOf(req: Request): Promise<OperatorCaller | null>
}

export function liveRoutes(to: Mount, { source, sessionOf, ...parts }: LiveParts): void {
  mount(to, liveContract, {
    async showLive({ executorId, params, body }) {
      if (executorId !== params.executorId) {
        const words = `This token is the one of ${executorId}, not of ${params.executorId}.`
        throw new Refused('role_may_not', words)
      }
      return parts.board.take(executorId, body)
    },
  })

  to.router.get(livePath.replace('{taskId}', ':taskId'), async (req, res) => {
    requireAction(await to.callers.operator(req), 'read')
    const params = Params.safeParse(req.params)
    if (!params.success) throw new InvalidRequest([{ path: 'params.taskId', message: 'is not an id' }])
    const { id: taskId, executorId } = await foundTask(source.pool, params.data.taskId)
    await showTo(
      res,
      { taskId, executorId, after: parts.board.placeOf(req.get('Last-Event-ID')) },
      {
        ...parts,
        async assertSession() {
          if (!(await sessionOf(req))) throw new Unauthenticated('The session has ended.')
        },
      },
    )
  })
}
