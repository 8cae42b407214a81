import type { RawEntry, RawLine } from '../reader.ts'
import { markIn } from '../scripts.ts'

export interface Effect {
  proposalId: string
  effectKey: string
  tool: string
  mark: string
  status: string
  /** Approvals that the ledger holds. */
  approvals: number
  claims: number
}

/** A task as its entries tell it; written anew here, so that a mistake of the product's fold shows. */
export interface ToldTask {
  taskId: string
  title: string
  status: 'open' | 'done' | 'failed' | 'cancelled' | 'frozen'
  effects: Map<string, Effect>
  /** By question: its answer, or null. */
  questions: Map<string, string | null>
  summary: string | null
  runs: number
  /** A run was begun and has not ended. */
  hasOpenRun: boolean
  isHeld: boolean
  needsLook: boolean
  entries: number
  types: string[]
}

const newTask = (taskId: string): ToldTask => ({
  ...{ taskId, title: '', status: 'open', effects: new Map(), questions: new Map(), summary: null },
  ...{ runs: 0, hasOpenRun: false, isHeld: false, needsLook: false, entries: 0, types: [] },
})

/** What is known of an effect only grows. */
const mayBecome: Record<string, string[]> = {
  effect_performed: ['pending', 'approved', 'claimed', 'failed', 'uncertain'],
  effect_failed: ['pending', 'approved', 'claimed', 'uncertain'],
  effect_uncertain: ['pending', 'approved', 'claimed'],
  approval_expired: ['pending'],
  approval_withdrawn: ['pending'],
}
const becomes: Record<string, string> = {
  effect_performed: 'performed',
  effect_failed: 'failed',
  effect_uncertain: 'uncertain',
  approval_expired: 'expired',
  approval_withdrawn: 'withdrawn',
}

type Apply = (task: ToldTask, entry: RawEntry) => void

/** What was claimed is not asked anew, whoever says it again. */
function requested(task: ToldTask, { body }: RawEntry): void {
  const known = task.effects.get(body.proposalId)
  if (known && ['claimed', 'performed', 'failed', 'uncertain'].includes(known.status)) return
  task.effects.set(body.proposalId, {
    proposalId: body.proposalId,
    effectKey: body.effectKey,
    tool: body.tool,
    mark: markIn(body.parameters),
    status: 'pending',
    approvals: 0,
    claims: 0,
  })
}

function decided(task: ToldTask, { body }: RawEntry): void {
  const effect = task.effects.get(body.proposalId)
  if (!effect) return
  effect.status = body.verdict
  if (body.verdict === 'approved') effect.approvals += 1
}

function claimed(task: ToldTask, { type, body }: RawEntry): void {
  const effect = task.effects.get(body.proposalId)
  if (!effect) return
  effect.status = 'claimed'
  if (type === 'effect_claimed') effect.claims += 1
}

function moved(task: ToldTask, { type, body }: RawEntry): void {
  const effect = task.effects.get(body.proposalId)
  if (effect && mayBecome[type]?.includes(effect.status)) effect.status = becomes[type] ?? effect.status
}

const ends =
  (status: ToldTask['status']): Apply =>
  (task) => {
    task.status = status
    task.needsLook = false
    task.isHeld = false
  }

const opensAgain: Apply = (task) => {
  task.status = 'open'
}

/** A run of the workflow that began before where the stream ended; the entry holds what is kept of it. */
function rewound(task: ToldTask, { body: { state } }: RawEntry): void {
  task.status = ended.find((status) => status === state.status) ?? 'open'
  task.summary = state.summary
  task.runs = state.runs.length
  task.hasOpenRun = state.runs.some((run: { endedAt: string | null }) => run.endedAt === null)
  task.needsLook = state.status === 'needs_verification'
  const known = task.effects
  task.effects = new Map()
  for (const proposal of state.proposals) {
    const { proposalId, status, effectKey, tool, parameters } = proposal
    const before = known.get(proposalId) ?? { approvals: 0, claims: 0 }
    task.effects.set(proposalId, { ...before, proposalId, status, effectKey, tool, mark: markIn(parameters) })
  }
  task.questions = new Map()
  for (const { questionId, answer } of state.questions) task.questions.set(questionId, answer)
}

const ended = ['done', 'failed', 'cancelled', 'frozen'] as const

const folds: Record<string, Apply> = {
  task_requested: (task, { body }) => {
    task.title = body.title
  },
  run_queued: (task) => {
    task.runs += 1
    task.hasOpenRun = true
    task.isHeld = false
  },
  run_ended: (task) => {
    task.hasOpenRun = false
  },
  run_held: (task) => {
    task.isHeld = true
  },
  run_released: (task) => {
    task.isHeld = false
  },
  approval_requested: requested,
  approval_decided: decided,
  effect_claimed: claimed,
  claim_refused: claimed,
  effect_performed: moved,
  effect_failed: moved,
  effect_uncertain: moved,
  approval_expired: moved,
  approval_withdrawn: moved,
  effect_settled: (task, { body }) => {
    const effect = task.effects.get(body.proposalId)
    if (effect?.status === 'uncertain') effect.status = body.hasHappened ? 'performed' : 'failed'
  },
  question_asked: (task, { body }) => {
    task.questions.set(body.questionId, null)
  },
  question_answered: (task, { body }) => {
    task.questions.set(body.questionId, body.answer)
  },
  summary_given: (task, { body }) => {
    task.summary = body.summary
  },
  verification_failed: (task) => {
    task.needsLook = true
  },
  review_requested: (task) => {
    task.needsLook = true
  },
  task_done: ends('done'),
  task_failed: ends('failed'),
  task_cancelled: ends('cancelled'),
  task_frozen: ends('frozen'),
  message_sent: opensAgain,
  retry_requested: opensAgain,
  rewound,
}

/** Every task of the lines, each as told so far. */
export function toldTasks(lines: readonly RawLine[]): Map<string, ToldTask> {
  const tasks = new Map<string, ToldTask>()
  for (const { entry } of lines) {
    const [kind, taskId] = entry.streamId.split('/')
    if (kind !== 'task' || !taskId) continue
    const task = tasks.get(taskId) ?? newTask(taskId)
    tasks.set(taskId, task)
    task.entries += 1
    task.types.push(entry.type)
    folds[entry.type]?.(task, entry)
  }
  return tasks
}

/** Nobody but an operator can move it. */
export function awaitsOperator(task: ToldTask): boolean {
  if (task.status !== 'open' || task.hasOpenRun) return false
  const isAsked = [...task.effects.values()].some(({ status }) => status === 'pending')
  const hasQuestion = [...task.questions.values()].includes(null)
  return isAsked || hasQuestion || task.needsLook
}
