import type { KillScope } from '#domain/kill-switch/kill-switch.ts'
import type { killSwitchBodies } from '#domain/ledger/bodies/kill-switch.ts'
import type { Some } from './said.ts'

const objects: Record<KillScope, string> = {
  everything: 'everything',
  project: 'the project',
  agent: 'the agent',
}

export const killSwitchWords: Some<keyof typeof killSwitchBodies> = {
  kill_switch_set: ({ scope, reason }) => ({
    what: `stopped ${objects[scope]}: nothing starts, what runs is ended, the gate blocks every call`,
    words: reason,
    tone: 'danger',
  }),
  kill_switch_lifted: ({ scope, note }) => ({
    what: `lets ${objects[scope]} go on: what waited starts by itself`,
    words: note,
    tone: 'positive',
  }),
}
