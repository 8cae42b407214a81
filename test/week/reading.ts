import { groupedBy, idOf, type Ledger, type Told } from './ledger.ts'

/** How a task stands, as somebody reads it who has nothing but its entries. Of tasks that move it says no more. */
export interface TaskReading {
  id: string
  title: string
  projectId: string
  agentId: string
  status: 'done' | 'failed' | 'cancelled' | 'needs_verification' | 'waiting' | 'moving'
  waitKind: string | null
  /** What it waits for or why it is not proven, in words. */
  reason: string
  since: string
  /** Its last deadline; null: it has none. */
  dueAt: string | null
  /** Proposals without a decision, and questions without an answer. */
  proposals: Told<'approval_requested'>[]
  questions: Told<'question_asked'>[]
}

export function tasksOf(ledger: Ledger): TaskReading[] {
  const streams = groupedBy(ledger.entries, ({ streamId }) => streamId)
  return ledger.of('task_requested').map((request) => taskOf(request, streams.get(request.streamId) ?? []))
}

const only = <T extends Told['type']>(entries: Told[], ...types: T[]) =>
  entries.filter(({ type }) => (types as string[]).includes(type)) as Told<T>[]

function taskOf(request: Told<'task_requested'>, entries: Told[]): TaskReading {
  const { title, projectId, agentId } = request.body
  const proposals = unsettled(entries)
  const questions = unanswered(entries)
  const stand =
    endOf(entries) ??
    unprovenOf(entries) ??
    openOf(proposals, questions) ??
    holdOf(entries) ??
    moving(request)
  const dueAt = dueIn(entries)
  return { id: idOf(request), title, projectId, agentId, dueAt, proposals, questions, ...stand }
}

function dueIn(entries: Told[]): string | null {
  const last = only(entries, 'task_requested', 'deadline_changed').at(-1)
  const deadline = last?.type === 'deadline_changed' ? last.body.to : last?.body.deadline
  return deadline?.at ?? null
}

type Stand = Pick<TaskReading, 'status' | 'waitKind' | 'reason' | 'since'>

const ends = { task_done: 'done', task_failed: 'failed', task_cancelled: 'cancelled' } as const

/** The last of these, unless one of those came after it. */
function standing<T extends Told['type']>(
  entries: Told[],
  these: T[],
  those: Told['type'][],
): Told<T> | null {
  const last = only(entries, ...these).at(-1)
  const isOver = entries.some(
    ({ type, position }) => position > (last?.position ?? 0) && those.includes(type),
  )
  return last && !isOver ? last : null
}

function endOf(entries: Told[]): Stand | null {
  const types = Object.keys(ends) as (keyof typeof ends)[]
  const end = standing(entries, types, ['message_sent', 'retry_requested'])
  return end && { status: ends[end.type], waitKind: null, reason: '', since: end.at }
}

function unprovenOf(entries: Told[]): Stand | null {
  const types: ('verification_failed' | 'review_requested')[] = ['verification_failed', 'review_requested']
  const found = standing(entries, types, ['run_queued', 'deliverable_reviewed', 'work_accepted'])
  if (!found) return null
  const words =
    found.type === 'verification_failed'
      ? `missing: ${found.body.missing.join(', ')}`
      : `look at: ${found.body.titles.join(', ')}`
  return { status: 'needs_verification', waitKind: 'operator', reason: words, since: found.at }
}

function openOf(proposals: TaskReading['proposals'], questions: TaskReading['questions']): Stand | null {
  const [first] = proposals.length > 0 ? proposals : questions
  if (!first) return null
  const waitKind = first.type === 'approval_requested' ? 'approval' : 'operator'
  return { status: 'waiting', waitKind, reason: '', since: first.at }
}

function holdOf(entries: Told[]): Stand | null {
  const held = standing(entries, ['run_held'], ['run_queued'])
  if (held) return { status: 'waiting', waitKind: held.body.kind, reason: held.body.reason, since: held.at }
  const stopped = standing(entries, ['run_ended'], ['run_queued'])
  if (stopped?.body.outcome !== 'over_budget') return null
  return { status: 'waiting', waitKind: 'budget', reason: stopped.body.error ?? '', since: stopped.at }
}

const moving = ({ at }: Told): Stand => ({ status: 'moving', waitKind: null, reason: '', since: at })

function unsettled(entries: Told[]): Told<'approval_requested'>[] {
  const settled = only(entries, 'approval_decided', 'approval_expired', 'approval_withdrawn')
  const ids = new Set(settled.map(({ body }) => body.proposalId))
  return only(entries, 'approval_requested').filter(({ body }) => !ids.has(body.proposalId))
}

function unanswered(entries: Told[]): Told<'question_asked'>[] {
  const ids = new Set(only(entries, 'question_answered').map(({ body }) => body.questionId))
  return only(entries, 'question_asked').filter(({ body }) => !ids.has(body.questionId))
}

export interface ProjectReading {
  id: string
  name: string
  stage: string
}

/** Those that are not removed, the oldest first. */
export function projectsOf(ledger: Ledger): ProjectReading[] {
  const gone = new Set(ledger.of('project_removed').map(idOf))
  const stages = new Map(ledger.of('project_stage_changed').map((one) => [idOf(one), one.body.stage]))
  return ledger
    .of('project_created')
    .map((one) => ({ id: idOf(one), name: ledger.nameOf(idOf(one)), stage: one.body.stage ?? 'active' }))
    .filter(({ id }) => !gone.has(id))
    .map((one) => ({ ...one, stage: stages.get(one.id) ?? one.stage }))
}
