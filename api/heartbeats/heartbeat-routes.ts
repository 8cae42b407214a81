import { Refused } from '#domain/errors.ts'
import { heartbeatScheduleId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { stageHold } from '#domain/project/stage-rules.ts'
import { agentById } from '#prisma/read/agents.ts'
import { heartbeatOf, listBeats } from '#prisma/read/heartbeats.ts'
import type { Source } from '#prisma/read/source.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { requireProject } from '../projects/require-project.ts'
import { nextBeats } from './beat-times.ts'
import { heartbeatsContract } from './contract.ts'
import { checkedTiming } from './timing-check.ts'

/** Where the Temporal UI shows a schedule; null where no UI is known. */
export type ScheduleUrl = (scheduleId: string) => string | null

const shownBeats = 60
const shownNext = 3

type Fact = Parameters<typeof recordHeartbeat>[2]
/** A fact without who and when. */
type Change = Fact extends infer F ? (F extends Fact ? Pick<F, 'type' | 'body'> : never) : never

export function heartbeatRoutes(to: Mount, { pool }: Source, scheduleUrl: ScheduleUrl): void {
  async function change(operator: OperatorCaller, agentId: string, what: Change): Promise<undefined> {
    requireAction(operator, 'setHeartbeat')
    const { projectId } = await found(agentId)
    const by = { at: new Date().toISOString(), actor: actorOf('operator', operator.id) }
    await recordHeartbeat(pool, { agentId, projectId }, { ...by, ...what } as Fact)
  }

  async function found(agentId: string) {
    const agent = await agentById(pool, agentId)
    if (!agent) throw new Refused('not_found', 'There is no such agent.')
    return agent
  }

  mount(to, heartbeatsContract, {
    async getHeartbeat({ params: { agentId } }) {
      await found(agentId)
      const [row, beats] = await Promise.all([
        heartbeatOf(pool, agentId),
        listBeats(pool, agentId, shownBeats),
      ])
      const next = row && !row.pausedAt ? nextBeats(row.settings, new Date(), shownNext) : []
      const temporalUrl = scheduleUrl(heartbeatScheduleId(agentId))
      return { heartbeat: row && { ...row, next, temporalUrl }, beats }
    },

    async setHeartbeat({ operator, params, body }) {
      requireAction(operator, 'setHeartbeat')
      return change(operator, params.agentId, { type: 'heartbeat_set', body: checkedTiming(body) })
    },

    removeHeartbeat: ({ operator, params }) =>
      change(operator, params.agentId, { type: 'heartbeat_removed', body: { reason: '' } }),

    pauseHeartbeat: ({ operator, params, body }) =>
      change(operator, params.agentId, {
        type: 'heartbeat_paused',
        body: { where: 'front_office', note: body.note },
      }),

    resumeHeartbeat: ({ operator, params, body }) =>
      change(operator, params.agentId, {
        type: 'heartbeat_resumed',
        body: { where: 'front_office', note: body.note },
      }),

    async askBeat({ operator, params, body }) {
      requireAction(operator, 'setHeartbeat')
      const { projectId } = await found(params.agentId)
      const hold = stageHold(await requireProject(pool, projectId))
      if (hold) throw new Refused('project_not_active', `${hold.reason}, so its heartbeats do nothing.`)
      return change(operator, params.agentId, { type: 'beat_asked', body: { note: body.note } })
    },

    async previewHeartbeat({ operator, body }) {
      requireAction(operator, 'setHeartbeat')
      return { next: nextBeats(checkedTiming(body), new Date(), shownNext) }
    },
  })
}
