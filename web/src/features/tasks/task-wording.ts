import type { TaskLine } from '#api/tasks/contract.ts'
import type { EffectClass } from '#domain/policy/policy.ts'
import type { Usage } from '#domain/run/run.ts'
import type { ProposalState, ProposalStatus, RunState, Wait, WaitKind } from '#domain/task/task.ts'
import { type Priority, priorities } from '#domain/task/task-words.ts'
import type { Tone } from '../../theme/tokens.ts'
import { costWords } from '../../ui/cost-words.ts'
import { ordinal } from '../../ui/count-words.ts'
import { relative } from '../../ui/time-format.ts'
import type { Wait as WaitLine } from '../../ui/WaitingFor.tsx'
import { whomWords } from '../../ui/whom-words.ts'

/** What an agent wants, after "Writer wants to". */
export const wishWords: Record<EffectClass, string> = {
  send: 'send something out',
  publish: 'publish something',
  pay: 'pay',
  delete: 'delete something',
  deploy: 'deploy',
  buy: 'buy something',
  exec: 'run a command on the Mac',
  other: 'do something with an effect outside',
}

const settledWords: Record<ProposalStatus, { word: string; tone: Tone } | null> = {
  pending: null,
  approved: { word: 'Approved; it is being done', tone: 'info' },
  claimed: { word: 'Approved; it is being done', tone: 'info' },
  rejected: { word: 'Rejected; nothing was done', tone: 'muted' },
  expired: { word: 'Expired; nothing was done', tone: 'muted' },
  withdrawn: { word: 'Withdrawn; nothing was done', tone: 'muted' },
  performed: { word: 'Approved and done once', tone: 'positive' },
  failed: { word: 'Approved, and it failed', tone: 'danger' },
  uncertain: { word: 'It may or may not have happened', tone: 'danger' },
}

/** A proposal that is no longer open; null while it is. What passed by itself nobody approved. */
export function settledOf({ status, passedBy }: ProposalState): { word: string; tone: Tone } | null {
  const settled = settledWords[status]
  const word = settled?.word.replace(/^Approved/, 'Passed without asking')
  return settled && word && passedBy ? { ...settled, word } : settled
}

/** What let an effect out of which nobody knows the end, as the beginning of a sentence. */
export function givenOutWords({ passedBy }: ProposalState): string {
  if (!passedBy) return 'It was approved'
  return passedBy.kind === 'standing'
    ? 'Nobody was asked: it passed by a standing grant'
    : 'Nobody was asked: it passed by a rule of the policy'
}

type WaitWords = (
  wait: Wait,
  now: Date,
  others: readonly string[] | null,
) => Pick<WaitLine, 'on' | 'otherwise'>
const until = (wait: Wait, now: Date) => (wait.until === null ? null : relative(new Date(wait.until), now))

const operatorDoes = [
  ['missing: ', 'verification', 'verify it'],
  ['look at: ', 'review', 'review it'],
  ['', 'answer', 'answer'],
] as const

/** What the reader has to do, or who else does it. */
const ofWhom = (others: readonly string[] | null, noun: string, verb: string) =>
  others ? `${whomWords(others)}, to ${verb}` : `your ${noun}`

const waitWords: Record<WaitKind, WaitWords> = {
  approval: (wait, now, others) => ({
    on: ofWhom(others, `approval of ${wait.detail}`, `approve ${wait.detail}`),
    otherwise: `ends unsent ${until(wait, now) ?? 'never by itself'}`,
  }),
  executor: (wait) => ({
    on: `the executor, ${wait.detail}`,
    otherwise: 'starts by itself once it is there',
  }),
  operator: (wait, _now, others) => {
    const [, noun, verb] = operatorDoes.find(([head]) => wait.detail.startsWith(head)) ?? operatorDoes[2]
    return { on: ofWhom(others, noun, verb), otherwise: 'never goes on by itself' }
  },
  retry: (wait, now) => ({ on: 'the next try', otherwise: `tries again ${until(wait, now) ?? 'soon'}` }),
  project: (wait) => ({ on: `the project: ${wait.detail}`, otherwise: 'starts by itself once it is active' }),
  hours: (wait, now) => ({
    on: `working hours: ${wait.detail}`,
    otherwise: `starts ${until(wait, now) ?? 'when they are changed'}`,
  }),
  limit: (wait) => ({ on: `a free place: ${wait.detail}`, otherwise: 'starts when a place is free' }),
  budget: (wait, now) => ({
    on: `a budget: ${wait.detail}`,
    otherwise:
      wait.until === null
        ? 'starts when it is raised'
        : `starts when it is raised, or ${until(wait, now)} by itself`,
  }),
  kill_switch: (wait) => ({
    on: `the kill switch: ${wait.detail}`,
    otherwise: 'goes on by itself once it is lifted',
  }),
  loop: (wait) => ({
    on: `its agent: ${wait.detail}`,
    otherwise: 'goes on by itself once an operator lets the agent go on',
  }),
  dependency: (wait) => ({ on: wait.detail }),
}

/** `others`: for whom it waits where that is not the reader. */
export const waitLine = (wait: Wait, now: Date, others: readonly string[] | null): WaitLine => ({
  since: new Date(wait.since),
  ...waitWords[wait.kind](wait, now, others),
})

export const priorityWords: Record<Priority, string> = {
  low: 'Low',
  normal: 'Normal',
  high: 'High',
  urgent: 'Urgent',
}
/** The first to start first. */
export const priorityChoices = priorities
  .toReversed()
  .map((value) => ({ value, label: priorityWords[value] }))

/** "3rd in line"; null where it stands in none. */
export const placeWords = (line: TaskLine | null): string | null =>
  line && `${ordinal(line.position)} in line`

/** Since when it waits: news of the gateway on the way, or another place in line, begin no new wait. */
export const waitsSince = (since: string, line: TaskLine | null): string =>
  line && line.queuedAt < since ? line.queuedAt : since

/** What follows from a yes: exact, countable, present tense. */
export function approvingWords({ via, tool }: ProposalState, agentName: string): string[] {
  const call =
    via === 'invoke'
      ? `call ${tool} once with exactly these parameters; what has left cannot be called back`
      : `let ${agentName} call ${tool} once; these parameters replace whatever it types`
  return [call, `tell ${agentName} what came of it, in a run that goes on with the task`]
}

export const rejectingWords = (agentName: string) =>
  `do nothing outside; ${agentName} reads your reason and goes on`

export const countWords = (count: number) => count.toLocaleString('en-US')

export const tokensOf = ({ usage }: Pick<RunState, 'usage'>): number | null =>
  usage === null ? null : usage.input + usage.output + usage.cacheRead + usage.cacheWrite

/** Why what a run cost is unknown, and the least that it is. */
export const unpricedWords = ({ knownNanoUsd }: Usage): string =>
  knownNanoUsd === undefined
    ? 'The model has no known price.'
    : `At least ${costWords(knownNanoUsd)}: some of the model’s answers have no known price.`

/** Over the runs that ended; null as soon as one of them reported no usage, or none has ended. */
export function tokensOfAll(runs: readonly RunState[]): number | null {
  const ended = runs.filter((run) => run.endedAt !== null).map(tokensOf)
  if (ended.length === 0 || ended.includes(null)) return null
  return ended.reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0)
}
