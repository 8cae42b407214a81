import type { PresenceState } from '#domain/executor/executor.ts'
import type { executorBodies } from '#domain/ledger/bodies/executor.ts'
import { blockWords } from '#domain/run/blocked-words.ts'
import { counted } from '../ui/count-words.ts'
import { exact } from '../ui/time-format.ts'
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
  executor_stop_file_changed: ({ reason, changedAt }) => {
    const when = changedAt ? `By that Mac’s clock: ${exact(new Date(changedAt))}` : ''
    const detail = [reason, when].filter(Boolean).join('. ')
    return {
      ...(reason === null
        ? { what: 'goes on: the file that stopped everything there is gone', tone: 'positive' as const }
        : { what: 'stands still: a file on its Mac stops everything there', tone: 'danger' as const }),
      ...(detail && { detail }),
    }
  },
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
  mirror_adopted: ({ kind, subject, side, detail }) => {
    const what = `${kindWords[kind]} ${subject.name}`
    if (side && detail) return { what: `set the ${what} as policies say: ${side.line}`, detail }
    return {
      what: side
        ? `holds the ${what} to be right as it is: ${side.line}`
        : `holds it to be right that there is no ${what}`,
      ...(side?.text && { detail: side.text }),
      isQuiet: true,
    }
  },
  mirror_dropped: ({ kind, subject }) => ({
    what: `holds no ${kindWords[kind]} ${subject.name} any more`,
    isQuiet: true,
  }),
  bridge_calls_refused: ({ count, paths, since }) => ({
    what: `refused ${counted(count, 'call')} of its bridge: without its token, or with a wrong one`,
    detail: `Since ${since}: ${paths.join(', ')}. Another program on the Mac asks it, or the plugin has an old token: npm run gateway -- install-plugin`,
    tone: 'danger',
  }),
  stray_calls_blocked: ({ count, calls, since }) => ({
    what: `blocked ${counted(count, 'call')} that no task is behind`,
    detail: [
      `Since ${since}. Nothing was done.`,
      ...calls.map(({ tool, why, sessionKey, runId }) =>
        [`${tool}: ${blockWords[why]}`, `session ${sessionKey}`, ...(runId ? [`run ${runId}`] : [])].join(
          ', ',
        ),
      ),
    ].join('\n'),
    tone: 'danger',
  }),
  look_requested: () => ({ what: 'asked for a look at the executor', tone: 'muted' }),
}
