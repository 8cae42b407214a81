import { z } from 'zod'
import { KillScope } from '#domain/kill-switch/kill-switch.ts'
import { everything } from '#domain/kill-switch/kill-switch-rules.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

export const ShownSwitch = z
  .strictObject({
    /** `everything`, a project or an agent. */
    scopeId: z.string(),
    scope: KillScope,
    /** Of the project or agent; empty for everything. */
    name: z.string(),
    /** Of the project, or the agent's; null for everything. */
    projectId: z.string().nullable(),
    reason: z.string(),
    byName: z.string(),
    setAt: At,
  })
  .meta({ id: 'KillSwitch' })
export type ShownSwitch = z.infer<typeof ShownSwitch>

/** Those that are on. */
export const ActiveSwitches = z.strictObject({ items: z.array(ShownSwitch) })

const params = z.strictObject({ scopeId: z.union([z.literal(everything), Id('pr'), Id('ag')]) })

export const killSwitchesContract = routes({
  listKillSwitches: {
    method: 'get',
    path: '/kill-switches',
    summary: 'The kill switches that are on, each with its reason and who set it',
    auth: 'operator',
    status: 200,
    response: ActiveSwitches,
  },
  setKillSwitch: {
    method: 'post',
    path: '/kill-switches/{scopeId}',
    summary:
      'Stops everything, a project or an agent: no run starts, open ones are ended, the gate blocks every call. A key stops its own projects and their agents',
    auth: 'operatorOrKey',
    params,
    body: z.strictObject({ reason: Text(500) }).meta({ id: 'KillReason' }),
    status: 200,
    response: ActiveSwitches,
  },
  liftKillSwitch: {
    method: 'post',
    path: '/kill-switches/{scopeId}/lift',
    summary: 'Lifts it: what waited goes on by itself',
    auth: 'operator',
    params,
    body: z.strictObject({ note: Text(500, 0).default('') }).meta({ id: 'LiftNote' }),
    status: 200,
    response: ActiveSwitches,
  },
})
