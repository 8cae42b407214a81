import { expectedOf } from '../scripts.ts'
import type { Breach, Evidence, ShownTask } from './evidence.ts'
import { awaitsOperator, type ToldTask, toldTasks } from './fold.ts'
import { takenUp } from './taken-up.ts'

/** Every task as its script says, or before an operator; and the same by the ledger, the api and Temporal. */
export function brokenTasks(evidence: Evidence): Breach[] {
  const { played, done, lines, shown, workflows } = evidence
  const woken = takenUp(evidence)
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
    ...played.flatMap(({ plan, taskId }) => {
      const task = told.get(taskId)
      const row = shown.find(({ id }) => id === taskId)
      if (!task || !row)
        return [{ kind: 'lost', words: `task ${plan.number} (${taskId}) is not there` } as const]
      const name = `task ${plan.number} (${plan.kind}, ${taskId})`
      return [
        ...unlikeScript(name, expectedOf(plan).status, task, row),
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

function unlikeScript(name: string, expected: string, task: ToldTask, row: ShownTask): Breach[] {
  if (task.status === expected) return []
  if (awaitsOperator(task) && row.waitKind !== null && row.waitDetail) return []
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
