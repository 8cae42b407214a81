import type { Task } from '#api/tasks/contract.ts'
import { markOf } from '../chaos/scripts.ts'

/** Projects: one without rules of its own, and one for each thing that holds a run. */
export type Place = 'plain' | 'patient' | 'paused' | 'limited' | 'spent' | 'shut' | 'killed' | 'looping'
/** What an operator does to a task; the last two also answer what it asks. */
export type Deed = 'approve' | 'reject' | 'answer' | 'accept' | 'cancel' | 'hurry' | 'settle' | 'goOn'
/**
 * In their order. At the end of `cut` the gateway is killed and a stream forked, before others have begun;
 * Temporal is lost between `stopped`, when the Mac stands still, and `away`.
 */
export const stages = [
  'early',
  'cut',
  'asked',
  'first',
  'long',
  'queued',
  'last',
  'stopped',
  'away',
  'after',
] as const
export type Stage = (typeof stages)[number]

/** By the tool's own log. */
export interface Tool {
  begun: readonly string[]
  sent: readonly string[]
}

/** Tasks that are in one state when Temporal is lost. */
export interface Case {
  state: string
  count: number
  place?: Place
  /** Directives of the scripted agent. */
  lines(marks: readonly string[]): string[]
  /** Of the address that answers only after the loss; or a plain title. */
  deliverable?: 'page' | 'letter'
  /** When it is requested; `asked` unless given. */
  requested?: Stage
  deeds?: Partial<Record<Stage, Deed>>
  /** What it has come to at the end of a stage. */
  reached?: Partial<Record<Stage, (task: Task, tool: Tool, marks: readonly string[]) => boolean>>
  /** Its stream is forked at the end of `cut`. */
  isForked?: true
  /** Somebody else begins its run on the gateway. */
  isAdopted?: true
  ends: 'done' | 'failed' | 'cancelled' | 'waiting'
  /** How many of its effects are done in the end; of one that was cut off nobody knows, it is at most once. */
  sends?: number | 'unknown'
}

/** Longer than it takes from the first of them until Temporal is lost. */
const slow = 'slow: 20000'
export const retryDelayMs = 45_000
/** Longer than it takes from the deed until Temporal is lost. */
export const dueInMs = 30_000

const effect = (mark = '') =>
  `effect: send_message ${JSON.stringify({ to: 'ada@example.com', subject: 'Lost', body: mark })}`
const sending = ([mark]: readonly string[]) => [effect(mark), 'finish: sent']
const looking = () => [slow, 'update: I looked at it.', 'finish: looked']
const hanging = () => ['update: I begin.', 'hang']
const asking = () => ['ask: Which colour? | red | blue', 'finish: painted']
const finishing = () => ['finish: written']

const isAsking = ({ state }: Task) => state.proposals.some(({ status }) => status === 'pending')
const isClaimed = ({ state }: Task) => state.proposals.some(({ status }) => status === 'claimed')
const hasQuestion = ({ state }: Task) => state.questions.some(({ answer }) => answer === null)
const isRunning = ({ status }: Task) => status === 'running'
const waitsFor = (kind: string) => (task: Task) => task.waitKind === kind
const has = (what: keyof Tool) => (_: Task, tool: Tool, marks: readonly string[]) =>
  marks.some((mark) => tool[what].includes(mark))

const asked = { reached: { asked: isAsking }, ends: 'done', lines: sending } as const
const question = { reached: { asked: hasQuestion }, ends: 'done', lines: asking } as const

export const cases: Case[] = [
  {
    ...asked,
    state: 'asks for an approval that is given later',
    count: 3,
    deeds: { after: 'approve' },
    sends: 1,
  },
  { ...asked, state: 'asks for an approval that is refused later', count: 2, deeds: { after: 'reject' } },
  { ...asked, state: 'asks for an approval that nobody gives', count: 1, ends: 'waiting' },
  {
    ...{ ...asked, state: 'is approved while Temporal is away', count: 3, sends: 1 },
    deeds: { away: 'approve' },
  },
  {
    ...{ ...asked, state: 'is approved, and its effect is under way', count: 3, sends: 1 },
    deeds: { last: 'approve' },
    reached: { asked: isAsking, last: has('begun') },
  },
  {
    ...{ ...asked, state: 'is approved and claimed, and its effect not begun', count: 2, sends: 1 },
    deeds: { stopped: 'approve' },
    reached: { asked: isAsking, stopped: isClaimed },
  },
  {
    ...{ state: 'runs on with a grant that it has used', count: 2, ends: 'done', sends: 1 },
    lines: ([mark]) => [`exec: note ${mark}`, slow, 'update: I ran it.', 'finish: ran it'],
    deeds: { long: 'approve' },
    reached: { asked: isAsking, long: has('sent') },
  },
  {
    ...{ state: 'has one effect done and asks for another', count: 2, ends: 'done', sends: 2 },
    lines: ([one, two]) => [effect(one), effect(two), 'finish: sent twice'],
    deeds: { first: 'approve', after: 'approve' },
    reached: { asked: isAsking, first: (task) => isAsking(task) && task.state.proposals.length === 2 },
  },
  { ...question, state: 'asks a question that is answered later', count: 3, deeds: { after: 'answer' } },
  { ...question, state: 'is answered while Temporal is away', count: 2, deeds: { away: 'answer' } },
  {
    ...{ state: 'needs verification', count: 3, lines: finishing, deliverable: 'letter', ends: 'done' },
    deeds: { after: 'accept' },
    reached: { asked: ({ status }) => status === 'needs_verification' },
  },
  {
    ...{ state: 'is being verified', count: 1, lines: finishing, deliverable: 'page', ends: 'done' },
    reached: { asked: ({ status }) => status === 'verifying' },
  },
  {
    ...{ state: 'waits to be tried again', count: 2, place: 'patient', ends: 'failed' },
    lines: () => ['fail: 503'],
    reached: { asked: waitsFor('retry') },
  },
  {
    ...{ state: 'is held by a paused project', count: 2, place: 'paused', lines: finishing, ends: 'done' },
    reached: { asked: waitsFor('project') },
  },
  {
    ...{ state: 'is held by a spent budget', count: 1, place: 'spent', lines: finishing, ends: 'done' },
    reached: { asked: waitsFor('budget') },
  },
  {
    ...{ state: 'runs, and holds a limit', count: 1, place: 'limited', lines: hanging, ends: 'cancelled' },
    ...{ requested: 'long', deeds: { after: 'cancel' }, reached: { long: isRunning } },
  },
  {
    ...{ state: 'is held by a limit', count: 1, place: 'limited', lines: finishing, ends: 'done' },
    ...{ requested: 'queued', reached: { queued: waitsFor('limit') } },
  },
  {
    ...{ state: 'runs', count: 3, lines: looking, ends: 'done', requested: 'long' },
    reached: { long: isRunning },
  },
  {
    ...{ state: 'was begun on the gateway, and runs', count: 2, ends: 'done', isAdopted: true },
    ...{ requested: 'long', reached: { long: isRunning } },
    lines: () => [slow, 'answer: I looked at it.'],
  },
  {
    ...{ state: 'is being cancelled', count: 2, lines: hanging, ends: 'cancelled', requested: 'long' },
    deeds: { stopped: 'cancel' },
    reached: { long: isRunning, stopped: ({ state }) => state.cancelReason !== null },
  },
  {
    ...{ state: 'waits for its executor', count: 3, lines: finishing, ends: 'done', requested: 'queued' },
    reached: { queued: waitsFor('executor') },
  },
  {
    ...{ state: 'is held outside of the hours', count: 1, place: 'shut', lines: finishing, ends: 'done' },
    reached: { asked: waitsFor('hours') },
  },
  {
    ...{ state: 'is held by a kill switch', count: 1, place: 'killed', lines: finishing, ends: 'done' },
    reached: { asked: waitsFor('kill_switch') },
  },
  {
    ...{ ...asked, state: 'is due while it asks, and cancelled then', count: 1, ends: 'cancelled' },
    deeds: { stopped: 'hurry' },
    reached: { asked: isAsking, stopped: ({ dueAt }) => dueAt !== null },
  },
  {
    ...{ state: 'has an effect of which nobody knows', count: 1, ends: 'done', requested: 'early' },
    lines: ([mark]) => [effect(mark), 'ask: Is it there? | red | blue', 'finish: looked'],
    deeds: { cut: 'approve', after: 'settle' },
    reached: {
      early: isAsking,
      cut: has('begun'),
      asked: (task) => hasQuestion(task) && task.state.proposals[0]?.status === 'uncertain',
    },
    sends: 'unknown',
  },
  {
    ...{ state: 'is frozen', count: 1, lines: asking, ends: 'done', requested: 'early', isForked: true },
    deeds: { after: 'goOn' },
    reached: {
      early: (task) => hasQuestion(task) && task.state.runs[0]?.endedAt !== null,
      asked: ({ status }) => status === 'frozen',
    },
  },
  {
    ...{ state: 'is held by a paused agent', count: 1, place: 'looping', lines: finishing, ends: 'done' },
    reached: { asked: waitsFor('loop') },
  },
  {
    state: 'is requested while Temporal is away',
    count: 2,
    lines: finishing,
    ends: 'done',
    requested: 'away',
  },
]

/** Two words for each task, which no other holds: what the tool's log is searched for. */
export const marksOf = (number: number): string[] => [1, 2].map((nth) => markOf({ number }, nth))
