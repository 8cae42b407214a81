import type { Evidence } from './evidence.ts'

const ownSession = /^agent:[^:]+:fo:task\/(t_\w+)$/

/**
 * Runs that the gateway itself took up again in the session of a task that was over by then: each is recorded as a task
 * of its own, which nobody's intent made (ADR 045). By that task's id, whose session it was.
 */
export function takenUp({ played, lines }: Evidence): Map<string, string> {
  const known = new Set(played.map(({ taskId }) => taskId))
  const woken = lines.filter(
    ({ entry: { type, actor, body } }) =>
      type === 'task_requested' && actor.startsWith('executor:') && body.adopted?.starter.kind === 'wake_up',
  )
  return new Map(
    woken.flatMap(({ entry: { streamId } }): [string, string][] => {
      const queued = lines.find(({ entry }) => entry.streamId === streamId && entry.type === 'run_queued')
      const [, owner = ''] = ownSession.exec(queued?.entry.body.sessionKey ?? '') ?? []
      return known.has(owner) ? [[streamId.replace('task/', ''), owner]] : []
    }),
  )
}
