import { plainName } from '#domain/artifact/name-rules.ts'
import { notHashedWords } from '#domain/artifact/place-rules.ts'
import type { runBodies } from '#domain/ledger/bodies/run.ts'
import { blockedWords } from '#domain/run/blocked-words.ts'
import type { CallSide } from '#domain/run/changed-call.ts'
import { counted } from '../ui/count-words.ts'
import { outcomeWords } from './outcome-words.ts'
import type { Some } from './said.ts'
import { toolWords } from './tool-words.ts'

const lastReported = 'What it used is what was last reported of it: it may be more.'
const takenUp = 'The gateway was restarted in the middle, and its agent went on in a further run.'

export const runWords: Some<keyof typeof runBodies> = {
  task_prepared: (body) => ({
    what: 'prepared the run: policy and context are set',
    detail: `Policy version ${body.policy.version}, read for this run only.`,
    isQuiet: true,
  }),
  run_queued: (body) =>
    body.contextHash === ''
      ? { what: `found the run on its gateway: ${body.reason}`, detail: body.sessionKey, isQuiet: true }
      : {
          what: `queued a run for ${body.executorId}: ${body.reason}`,
          detail: `Context pack sha256 ${body.contextHash}`,
          isQuiet: true,
        },
  grants_released: (body) => ({
    what: `asked its Mac: of what the run could have passed without asking, ${counted(body.used.length, 'permission')} used and ${body.released.length} taken back`,
    isQuiet: true,
  }),
  run_held: (body) => ({
    what: 'holds the next run; it starts by itself when nothing holds it any more',
    detail: body.reason,
    tone: 'waiting',
  }),
  run_released: () => ({ what: 'lets the held run go: nothing holds it any more', isQuiet: true }),
  run_stop_ordered: (body) => ({
    what: 'stops the run that is under way',
    detail: body.reason,
    tone: 'danger',
  }),
  run_accepted: () => ({ what: 'took the run to its gateway', isQuiet: true }),
  gateway_awaited: (body) => ({
    what: 'waits for its gateway; the run starts by itself when it is back',
    detail: body.reason,
    tone: 'waiting',
  }),
  start_unanswered: (body) => ({
    what: 'asked its gateway to start the run and heard no answer; it is looked for there before anything else',
    detail: body.reason,
    tone: 'waiting',
  }),
  end_unheeded: (body) => ({
    what: body.told?.isLast
      ? 'gives up telling its gateway to end the run: it lives on there, and what it calls is blocked'
      : 'told its gateway to end the run, and it lives on there; it is told again, less and less often',
    detail: body.reason,
    tone: 'danger',
  }),
  run_ended: (body) => ({
    what: outcomeWords[body.outcome].sentence,
    words: body.text,
    ...detailOf(
      body.error,
      body.adoptedRunIds.length > 0 ? takenUp : null,
      body.isUsageLastReported ? lastReported : null,
    ),
    ...(body.outcome === 'ok' ? {} : { tone: outcomeWords[body.outcome].tone }),
  }),
  call_blocked: (body) => ({
    what: blockedWords(body),
    detail: `Nothing was done. ${body.tool}, ${body.effectClass}, parameters sha256 ${body.hash}`,
    tone: body.why === 'held' || body.why === 'turn_ended' ? 'muted' : 'danger',
  }),
  call_changed: ({ tool, allowed, effective, sessionKey, answer }) => ({
    what: allowed
      ? `saw ${tool} run otherwise than the gate had let it pass: another plugin on the gateway changed it`
      : `saw ${tool} run without permission: it was neither safe nor approved, and the gate had not let it pass`,
    detail: [
      `Let pass: ${allowed ? callSideWords(allowed) : 'nothing'}`,
      `Ran: ${callSideWords(effective)}`,
      ...(sessionKey ? [`session ${sessionKey}`] : []),
      ...(answer ? [answer] : []),
    ].join('\n'),
    tone: 'danger',
  }),
  reservation_freed: (body) => ({
    what:
      body.usage === null
        ? 'freed what a run had reserved; what it used nobody knows, and it counts as what was reserved'
        : 'freed what a run had reserved; what it used by its transcript counts',
    detail: body.reason,
    tone: 'waiting',
  }),
  transcript_recorded: (body) => ({
    what: `told what was said: ${counted(body.messages.length, 'message')}; tools used: ${toolWords(body.tools)}`,
  }),
  retry_scheduled: (body) => ({
    what: `will try again by itself, attempt ${body.attempt + 1}`,
    detail: body.error,
    tone: 'waiting',
  }),
  update_posted: (body) => ({ what: 'says', words: body.text }),
  artifact_recorded: (body) => ({
    what: `recorded the artifact ${plainName(body.title)}`,
    ...detailOf(
      plainName(body.location),
      body.hash === null ? null : `sha256 ${body.hash}`,
      body.notHashed ? `It ${notHashedWords(body.notHashed)}.` : null,
    ),
  }),
  learning_recorded: (body) => ({
    what: body.about ? `learned something about ${body.about}` : 'learned something',
    words: body.text,
  }),
  summary_given: (body) => ({ what: 'says it is finished', words: body.summary }),
}

const callSideWords = ({ parameters, hash }: CallSide) =>
  `${parameters ? JSON.stringify(parameters) : 'too long to be shown'}, sha256 ${hash}`

function detailOf(...parts: (string | null)[]): { detail?: string } {
  const there = parts.filter((part) => part !== null)
  return there.length > 0 ? { detail: there.join('\n') } : {}
}
