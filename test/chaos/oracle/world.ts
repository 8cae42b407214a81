import type { Played } from '../player.ts'
import type { RawLine } from '../reader.ts'
import { markOf, type TaskPlan } from '../scripts.ts'
import type { ToolCall } from '../tool-log.ts'
import type { Evidence, ShownTask } from './evidence.ts'
import { toldTasks } from './fold.ts'

const plan: TaskPlan = {
  number: 1,
  kind: 'approved',
  atMs: 0,
  thinkMs: 0,
  isDoubled: false,
  second: 'approved',
}
export const mark = markOf(plan, 1)

/** One task with one approved effect, in which everything is as it should be. */
export function goodEvidence(): Evidence {
  const own = { proposalId: 'p_1', effectKey: 'task/t_1/s1/p_1' }
  const lines = [
    lineOf(1, 'task_requested', { title: 'One', intentId: 'i_1' }),
    lineOf(2, 'run_queued'),
    lineOf(3, 'approval_requested', { ...own, tool: 'send_message', parameters: { body: mark } }),
    lineOf(4, 'run_ended'),
    lineOf(5, 'approval_decided', { proposalId: 'p_1', verdict: 'approved', intentId: 'i_2' }),
    lineOf(6, 'effect_claimed', own),
    lineOf(7, 'effect_performed', own),
    lineOf(8, 'summary_given', { summary: 'sent' }),
    lineOf(9, 'task_done', { summary: 'sent' }),
  ]
  const said: Played['said'] = [
    {
      ...{ mark, proposalId: 'p_1', by: 'owner', verdict: 'approved', at: 1_000 },
      ...{ status: 202, words: '', intentId: 'i_2' },
    },
  ]
  const one: Played = {
    plan,
    taskId: 't_1',
    said,
    replies: [],
    isCancelled: false,
    problems: [],
    hasEnded: true,
  }
  return {
    played: [one],
    ...{ done: [], repaired: [] },
    calls: [callOf(mark)],
    sent: [mark],
    lines,
    head: { position: 9, hash: '', unplaced: 0 },
    shown: [shownOf(lines)],
    workflows: [{ taskId: 't_1', status: 'COMPLETED' }],
    rebuilt: [],
  }
}

export const callOf = (mark: string, endedAt: number | null = 2_500): ToolCall => ({
  ...{ call: `call of ${mark}`, mark, beganAt: 2_000, endedAt },
})

export function lineOf(position: number, type: string, body: object = {}, taskId = 't_1'): RawLine {
  const entry = {
    streamId: `task/${taskId}`,
    streamSeq: position,
    projectId: 'pr_1',
    runId: 'r',
    runSeq: position,
  }
  const rest = { batch: 1, type, version: 1, at: '2026-11-26T05:00:00.000Z', actor: 'system:control', body }
  return { position, hash: '', entry: { ...entry, ...rest } }
}

/** As an api shows it that folds as it should. */
export function shownOf(lines: readonly RawLine[]): ShownTask {
  const [task] = toldTasks(lines).values()
  if (!task) throw new Error('no task is told of')
  const proposals = [...task.effects.values()].map(({ proposalId, status }) => ({ proposalId, status }))
  const questions = [...task.questions].map(([questionId, answer]) => ({ questionId, answer }))
  return {
    ...{ id: task.taskId, status: task.status, waitKind: null, waitDetail: null },
    ...{ streamSeq: task.entries, pendingIntents: 0 },
    state: { summary: task.summary, proposals, questions, runs: Array.from({ length: task.runs }) },
  }
}

/** The same with another entry in the place of one. */
export function withEntry(evidence: Evidence, type: string, other: string, body: object = {}): Evidence {
  const lines = evidence.lines.map((line) =>
    line.entry.type === type
      ? { ...line, entry: { ...line.entry, type: other, body: { ...line.entry.body, ...body } } }
      : line,
  )
  return { ...evidence, lines, shown: [shownOf(lines)] }
}
