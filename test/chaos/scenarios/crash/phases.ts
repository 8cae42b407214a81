import type { Victim } from '../executor.ts'
import type { Frame } from './frames.ts'

/** The phases of a run, as activities/openclaw/agent-turn.ts goes through them (brief 4). */
export const phases = [
  'locating',
  'asking',
  'accepted',
  'thinking',
  'in_tool',
  'ended',
  'collecting',
  'collected',
  'recovering',
  'adopting',
  'adopted',
] as const
export type Phase = (typeof phases)[number]
export const isPhase = (word: string): word is Phase => (phases as readonly string[]).includes(word)

/** Who is killed, and in which phase. */
export interface Case {
  phase: Phase
  victim: Victim
}

export const casesOf = (some: readonly Phase[], whom: readonly Victim[]): Case[] =>
  some.flatMap((phase) => whom.map((victim) => ({ phase, victim })))

/**
 * Looks at frame after frame, and says when the moment is there: `hold`, this frame does not arrive any more, nor any
 * after it; `pass`, it does.
 */
export type Moment = (frame: Frame) => 'hold' | 'pass' | null

/** The tool that a run is killed in. */
export const slowTool = 'publish_page'

/** What the agent of every case does: `page` is written by the slow tool. */
export const intentOf = ({ phase, victim }: Case | { phase: 'none'; victim: 'nobody' }) =>
  [
    `A run in which ${victim} is killed: ${phase}.`,
    'update: I begin.',
    'slow: 2000',
    `effect: ${slowTool} ${JSON.stringify({ page: `${victim} ${phase}` })}`,
    'slow: 1500',
    'finish: begun, published and told',
  ].join('\n')

/** How long after its moment a phase is killed in, milliseconds: while it lasts. */
export const afterMs: Record<Phase, number> = {
  locating: 0,
  asking: 0,
  accepted: 0,
  thinking: 700,
  in_tool: 500,
  ended: 0,
  collecting: 0,
  collected: 0,
  recovering: 0,
  adopting: 0,
  adopted: 400,
}

const afterCrash: readonly Phase[] = ['recovering', 'adopting', 'adopted']
/** There is something to take up and to adopt only after a gateway was killed. */
export const isAfterCrash = (phase: Phase) => afterCrash.includes(phase)

const isOfTask = ({ params }: Frame) => String(params.sessionKey).includes(':fo:task/')
const answered = (method: string) => (frame: Frame) => frame.kind === 'answer' && frame.method === method
const when =
  (is: (frame: Frame) => boolean, word: 'hold' | 'pass'): Moment =>
  (frame) =>
    is(frame) ? word : null

const history = answered('chat.history')
const recovery = 'main_session_restart_recovery'

/** `runId`: of the run that was interrupted, where there is something to adopt. `recovering` shows in no frame. */
export function momentOf(phase: Exclude<Phase, 'recovering'>, runId = ''): Moment {
  switch (phase) {
    case 'locating':
      return when((frame) => answered('tasks.list')(frame) && isOfTask(frame), 'hold')
    case 'asking':
      return when(({ kind, method }) => kind === 'request' && method === 'agent', 'hold')
    case 'accepted':
      return when((frame) => answered('agent')(frame) && frame.payload.status === 'accepted', 'hold')
    case 'thinking':
      return when((frame) => isTold(frame, 'tool', { phase: 'result', name: 'fo_post_update' }), 'pass')
    case 'in_tool':
      return when((frame) => isTold(frame, 'tool', { phase: 'start', name: slowTool }), 'pass')
    case 'ended':
      return when((frame) => answered('agent.wait')(frame) && Boolean(frame.payload.endedAt), 'hold')
    case 'collecting':
      return when((frame) => history(frame) && isOfTask(frame), 'hold')
    case 'collected':
      return when((frame) => history(frame) && isOfTask(frame), 'pass')
    case 'adopting':
      return when((frame) => history(frame) && JSON.stringify(frame.payload).includes(recovery), 'hold')
    case 'adopted':
      return when((frame) => isWaitedFor(frame) && frame.params.runId !== runId, 'pass')
  }
}

const isWaitedFor = ({ kind, method, params }: Frame) =>
  kind === 'request' && method === 'agent.wait' && Number(params.timeoutMs) > 0

/** On the gateway's stream of a run. */
function isTold({ kind, method, payload }: Frame, stream: string, data: Record<string, string>): boolean {
  if (kind !== 'event' || method !== 'agent' || payload.stream !== stream) return false
  const told = payload.data as Record<string, unknown> | undefined
  return Object.entries(data).every(([key, value]) => told?.[key] === value)
}
