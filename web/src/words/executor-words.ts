import type { PresenceState } from '#domain/executor/executor.ts'
import type { executorBodies } from '#domain/ledger/bodies/executor.ts'
import type { Some } from './said.ts'

const presenceWords: Record<PresenceState, string> = {
  ready: 'found the executor ready',
  gateway_down: 'found that the executor does not reach its gateway',
  gateway_refuses: 'found that the gateway refuses the executor',
  worker_stopped: 'found the executor stopped',
  unreachable: 'found the executor unreachable',
  unknown: 'does not know yet whether the executor is there',
}

export const executorWords: Some<keyof typeof executorBodies> = {
  executor_registered: (body) => ({ what: `registered the executor ${body.name}` }),
  executor_presence_changed: (body) => ({
    what: presenceWords[body.state],
    detail: body.detail,
    tone: body.state === 'ready' ? 'positive' : 'waiting',
  }),
}
