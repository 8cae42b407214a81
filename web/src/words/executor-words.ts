import type { PresenceState } from '#domain/executor/executor.ts'
import type { executorBodies } from '#domain/ledger/bodies/executor.ts'
import { counted } from '../ui/count-words.ts'
import { kindWords } from './finding-words.ts'
import type { Some } from './said.ts'

const presenceWords: Record<PresenceState, string> = {
  ready: 'found the executor ready',
  gateway_down: 'found that the executor does not reach its gateway',
  gateway_refuses: 'found that the gateway refuses the executor',
  draining: 'found that the executor lets its runs end and takes none',
  worker_stopped: 'found the executor stopped',
  unreachable: 'found the executor unreachable',
  unknown: 'does not know yet whether the executor is there',
}

export const executorWords: Some<keyof typeof executorBodies> = {
  executor_registered: (body) => ({ what: `registered the executor ${body.name}` }),
  executor_token_renewed: ({ name }) => ({
    what: `gave the executor ${name} a new token; the one before it opens nothing any more`,
  }),
  executor_token_revoked: ({ name }) => ({
    what: `revoked the token of the executor ${name}`,
    tone: 'danger',
  }),
  executor_retired: ({ name }) => ({ what: `retired the executor ${name}`, tone: 'muted' }),
  executor_presence_changed: (body) => ({
    what: presenceWords[body.state],
    detail: body.detail,
    tone: body.state === 'ready' ? 'positive' : 'waiting',
  }),
  executor_stop_file_changed: ({ reason }) =>
    reason === null
      ? { what: 'goes on: the file that stopped everything there is gone', tone: 'positive' }
      : { what: 'stands still: a file on its Mac stops everything there', detail: reason, tone: 'danger' },
  executor_drain_ordered: ({ reason }) => ({
    what: 'asked the executor to drain: its runs end, and it takes none',
    words: reason,
    tone: 'waiting',
  }),
  executor_drain_lifted: ({ note }) => ({
    what: 'let the executor take runs again',
    ...(note && { words: note }),
    tone: 'positive',
  }),
  executor_limited: ({ limit }) => ({
    what:
      limit === null
        ? 'lifted the limit of runs at once on the executor'
        : `allows at most ${counted(limit, 'run')} at once on the executor`,
  }),
  baseline_adopted: ({ cron, agents, files }) => ({
    what: `looked for the first time and took what is there to be right: ${counted(cron, 'job')}, ${counted(agents, 'agent')}, ${counted(files, 'file')}`,
    tone: 'positive',
  }),
  mirror_adopted: ({ kind, subject, side }) => ({
    what: side
      ? `holds the ${kindWords[kind]} ${subject.name} to be right as it is: ${side.line}`
      : `holds it to be right that there is no ${kindWords[kind]} ${subject.name}`,
    ...(side?.text && { detail: side.text }),
    isQuiet: true,
  }),
  mirror_dropped: ({ kind, subject }) => ({
    what: `holds no ${kindWords[kind]} ${subject.name} any more`,
    isQuiet: true,
  }),
  bridge_calls_refused: ({ count, paths, since }) => ({
    what: `refused ${counted(count, 'call')} of its bridge: without its token, or with a wrong one`,
    detail: `Since ${since}: ${paths.join(', ')}. Another program on the Mac asks it, or the plugin has an old token: npm run gateway -- install-plugin`,
    tone: 'danger',
  }),
  look_requested: () => ({ what: 'asked for a look at the executor', tone: 'muted' }),
}
