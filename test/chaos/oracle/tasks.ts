import type { Done } from '../faults.ts'
import type { Played } from '../player.ts'
import { expectedOf } from '../scripts.ts'
import type { Breach, Evidence, Repaired, ShownTask } from './evidence.ts'
import { awaitsOperator, type ToldTask, toldTasks } from './fold.ts'
import { isTaken, refusedIntents } from './refused.ts'
import { takenUp } from './taken-up.ts'

/** Every task as its script says, or before an operator; and the same by the ledger, the api and Temporal. */
export function brokenTasks(evidence: Evidence): Breach[] {
  const { played, done, lines, shown, workflows } = evidence
  const woken = takenUp(evidence)
  const refused = refusedIntents(lines)
  const told = toldTasks(lines)
  const statusOf = new Map(workflows.map(({ taskId, status }) => [taskId, status]))
  const terminated = new Set(
    done.flatMap(({ fault, workflowId }) => (fault.kind === 'terminate' && workflowId ? [workflowId] : [])),
  )
  const taskIds = new Set(played.map(({ taskId }) => taskId))
  const strangers = [...told.keys()].filter((taskId) => !taskIds.has(taskId) && !woken.has(taskId))
  return [
    ...strangers.map(
      (taskId): Breach => ({ kind: 'doubled', words: `${taskId} is nobody's: an intent made two tasks` }),
    ),
    ...played.flatMap((one) =>
      one.problems.map((words): Breach => ({ kind: 'task', words: `${one.taskId}: ${words}` })),
    ),
    ...healed(evidence.repaired, done),
    ...played.flatMap((one) => {
      const { plan, taskId } = one
      const task = told.get(taskId)
      const row = shown.find(({ id }) => id === taskId)
      if (!task || !row)
        return [{ kind: 'lost', words: `task ${plan.number} (${taskId}) is not there` } as const]
      const name = `task ${plan.number} (${plan.kind}, ${taskId})`
      return [
        ...unlikeScript(name, expectedOf(plan).status, {
          task,
          row,
          awaits: awaitsAnswer(task, one, refused),
        }),
        ...unanswered(name, one, task),
        ...undelivered(name, row),
        ...unlikeFold(name, task, row),
        ...unlikeWorkflow(name, task, statusOf.get(taskId), terminated.has(`task/${taskId}`)),
      ]
    }),
    ...[...woken].flatMap(([taskId, owner]) => {
      const name = `${taskId}, which the gateway took up in the session of ${owner},`
      const task = told.get(taskId)
      const row = shown.find(({ id }) => id === taskId)
      if (!task || !row) return [{ kind: 'lost', words: `${name} is not there` } as const]
      return [
        ...unwanted(name, task),
        ...undelivered(name, row),
        ...unlikeFold(name, task, row),
        ...unlikeWorkflow(name, task, statusOf.get(taskId), terminated.has(`task/${taskId}`)),
      ]
    }),
    ...twiceIntended(lines.map(({ entry }) => entry)),
  ]
}

/** Its task is over, so it may do nothing outside, and has to end. */
function unwanted(name: string, task: ToldTask): Breach[] {
  const problems = [
    ...(task.status === 'open' ? ['has not ended'] : []),
    ...(task.effects.size > 0 ? [`has ${task.effects.size} effects of its own`] : []),
  ]
  return problems.map((words) => ({ kind: 'task', words: `${name} ${words}` }))
}

/** Only a terminated task needs an operator (ADR 036): what else stood still failed by itself, and must not. */
function healed(repaired: readonly Repaired[], done: readonly Done[]): Breach[] {
  const isMeant = ({ taskId, at }: Repaired) =>
    done.some((one) => one.fault.kind === 'terminate' && one.workflowId === `task/${taskId}` && one.at <= at)
  return repaired
    .filter((one) => !isMeant(one))
    .map(({ taskId, theirs }) => ({
      kind: 'task',
      words: `${taskId} stood still though nobody had terminated it: ${theirs}`,
    }))
}

/** It waits for something that no operator has said yet; what was answered, and taken, is no excuse. */
function awaitsAnswer(
  task: ToldTask,
  { said, replies, isCancelled }: Played,
  refused: ReadonlySet<string>,
): boolean {
  if (!awaitsOperator(task) || isCancelled) return false
  const decided = said.filter((one) => isTaken(one, refused)).map(({ proposalId }) => proposalId)
  const answered = replies.filter(({ status }) => status === 202).map(({ questionId }) => questionId)
  const taken = new Set([...decided, ...answered])
  const pending = [...task.effects.values()].filter(({ status }) => status === 'pending')
  const asked = [...task.questions].filter(([, answer]) => answer === null)
  const ids = [...pending.map(({ proposalId }) => proposalId), ...asked.map(([questionId]) => questionId)]
  return task.needsLook || ids.some((id) => !taken.has(id))
}

/** What was answered stands in the record, unless a reset made the task forget that it asked. */
function unanswered(name: string, { replies }: Played, task: ToldTask): Breach[] {
  return replies
    .filter(({ status, questionId, answer }) => {
      const known = task.questions.get(questionId)
      return status === 202 && known !== undefined && known !== answer
    })
    .map(({ questionId }) => ({ kind: 'lost', words: `${name}: the answer to ${questionId} is not there` }))
}

/** At rest nothing that was asked of it is still on its way. */
const undelivered = (name: string, { pendingIntents }: ShownTask): Breach[] =>
  pendingIntents === 0 ? [] : [{ kind: 'lost', words: `${name}: ${pendingIntents} intents never arrived` }]

interface Outcome {
  task: ToldTask
  row: ShownTask
  /** An operator, for something that nobody has said yet. */
  awaits: boolean
}

function unlikeScript(name: string, expected: string, { task, row, awaits }: Outcome): Breach[] {
  if (task.status === expected) return []
  if (awaits && row.waitKind !== null && row.waitDetail) return []
  const last = task.types.slice(-4).join(', ')
  const waits = row.waitKind ? `, waits for ${row.waitKind}: ${row.waitDetail}` : ''
  return [
    {
      kind: 'task',
      words: `${name} is ${task.status} (${row.status}${waits}) and not ${expected}; last: ${last}`,
    },
  ]
}

function unlikeFold(name: string, task: ToldTask, row: ShownTask): Breach[] {
  const told = {
    isOpen: task.status === 'open',
    status: task.status === 'open' ? null : task.status,
    entries: task.entries,
    runs: task.runs,
    summary: task.summary,
    effects: Object.fromEntries([...task.effects].map(([id, { status }]) => [id, status])),
    questions: Object.fromEntries(task.questions),
  }
  const isOpen = !['done', 'failed', 'cancelled', 'frozen'].includes(row.status)
  const shown = {
    isOpen,
    status: isOpen ? null : row.status,
    entries: row.streamSeq,
    runs: row.state.runs.length,
    summary: row.state.summary,
    effects: Object.fromEntries(row.state.proposals.map(({ proposalId, status }) => [proposalId, status])),
    questions: Object.fromEntries(row.state.questions.map(({ questionId, answer }) => [questionId, answer])),
  }
  const differing = (Object.keys(told) as (keyof typeof told)[]).filter(
    (key) => JSON.stringify(sorted(told[key])) !== JSON.stringify(sorted(shown[key])),
  )
  return differing.map((key) => {
    const values = `${JSON.stringify(shown[key])}, and its entries say ${JSON.stringify(told[key])}`
    return { kind: 'record', words: `${name}: the api shows ${key} ${values}` }
  })
}

const sorted = (value: unknown) =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value

/** An ended task has no workflow left, and an open one has it. One may be terminated between its last entry and its end. */
function unlikeWorkflow(
  name: string,
  task: ToldTask,
  status: string | undefined,
  wasTerminated: boolean,
): Breach[] {
  const expected = task.status === 'open' ? 'RUNNING' : 'COMPLETED'
  if (status === expected) return []
  if (task.status !== 'open' && status === 'TERMINATED' && wasTerminated) return []
  return [{ kind: 'record', words: `${name} is ${task.status}, and its workflow ${status ?? 'is unknown'}` }]
}

/** What one intent asked for is recorded once; a run that goes on from an earlier moment may record it instead. */
function twiceIntended(
  entries: readonly { streamId: string; type: string; body: { intentId?: string } }[],
): Breach[] {
  const first = new Map<string, string>()
  const rewinds = new Map<string, number>()
  return entries.flatMap(({ streamId, type, body }): Breach[] => {
    if (type === 'rewound') rewinds.set(streamId, (rewinds.get(streamId) ?? 0) + 1)
    if (!streamId.startsWith('task/') || !body.intentId) return []
    const key = `${body.intentId} ${rewinds.get(streamId) ?? 0}`
    const known = first.get(key)
    first.set(key, type)
    if (known === undefined) return []
    return [{ kind: 'doubled', words: `${body.intentId} was taken up twice, as ${known} and as ${type}` }]
  })
}
