import type { Fact } from '../ledger/entry.ts'
import { dueFiles, pendingReviews } from '../quality/quality-rules.ts'
import type { RunState, TaskState, Wait } from './task.ts'

const standsStill = new Set<TaskState['status']>(['done', 'failed', 'cancelled', 'frozen'])

type Standing = Pick<TaskState, 'status' | 'wait'>

/** What is open in a task holds it up, in this order: a proposal, a question, a hold, a retry. Null: nothing does. */
function openWait(state: TaskState): Omit<Wait, 'since'> | null {
  const pending = state.proposals.filter((p) => p.status === 'pending')
  const soonest = pending.map((p) => p.expiresAt).sort()[0]
  if (pending[0] && soonest) {
    const more = pending.length > 1 ? ` and ${pending.length - 1} more` : ''
    return { kind: 'approval', detail: `${pending[0].tool}${more}`, until: soonest }
  }
  const question = state.questions.find((q) => q.answer === null)
  if (question) return { kind: 'operator', detail: question.text.slice(0, 200), until: null }
  if (state.hold) return { kind: state.hold.kind, detail: state.hold.reason, until: state.hold.until }
  return state.retryAt ? { kind: 'retry', detail: state.error ?? '', until: state.retryAt } : null
}

/** Without an open run the executor is still needed for an approved effect, and to end what was cancelled. */
function executorWait({ proposals, cancelReason, executorId }: TaskState): Omit<Wait, 'since'> | null {
  const granted = proposals.find((p) => p.status === 'claimed' && (p.via === 'invoke' || p.usedIn !== null))
  if (granted) return { kind: 'executor', detail: `${executorId}, for ${granted.tool}`, until: null }
  if (cancelReason === null) return null
  return { kind: 'executor', detail: `${executorId}, to end what it does`, until: null }
}

function runStanding(state: TaskState, run: RunState, fact: Fact): Standing {
  if (run.acceptedAt) return { status: 'running', wait: null }
  const known = state.wait?.kind === 'executor' ? state.wait.detail : state.executorId
  const detail = fact.type === 'gateway_awaited' ? fact.body.reason : known
  return { status: 'waiting', wait: { kind: 'executor', detail, until: null, since: fact.at } }
}

const titlesOf = (deliverables: { title: string }[]) => deliverables.map(({ title }) => title).join(', ')

const verificationDetail = (state: TaskState) =>
  state.missing.length > 0
    ? `missing: ${state.missing.join(', ')}`
    : `look at: ${titlesOf(pendingReviews(state))}`

/** The files of finished work lie on the executor's machine. */
function verifyingStanding(state: TaskState, fact: Fact): Standing {
  const files = dueFiles(state)
  if (files.length === 0) return { status: 'verifying', wait: null }
  const detail = `${state.executorId}, to look at ${titlesOf(files)}`
  return { status: 'verifying', wait: { kind: 'executor', detail, until: null, since: fact.at } }
}

/** What a task does now, from what is open in it. */
export function standing(state: TaskState, fact: Fact): Standing {
  if (state.status === 'needs_verification') {
    const detail = verificationDetail(state)
    return { status: state.status, wait: { kind: 'operator', detail, until: null, since: fact.at } }
  }
  if (standsStill.has(state.status)) return { status: state.status, wait: null }
  const run = state.runs.findLast((r) => r.endedAt === null)
  if (run) return runStanding(state, run, fact)
  const wait = executorWait(state) ?? openWait(state)
  if (wait) return { status: 'waiting', wait: { ...wait, since: fact.at } }
  if (state.status === 'verifying') return verifyingStanding(state, fact)
  const isMoving = state.status === 'waiting' || state.status === 'running'
  return { status: isMoving ? 'preparing' : state.status, wait: null }
}
