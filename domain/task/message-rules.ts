import { wantedLines } from '../quality/wanted-rules.ts'
import type { RunOutcome } from '../run/run.ts'
import { dueLine, openDeadline } from './deadline-rules.ts'
import type { TaskNews, TaskState } from './task.ts'
import { mayHaveBegun } from './task-rules.ts'

/** Said in every message, because the Context Pack may be lost on the way (brief 11.6). */
export const mustHaves = [
  'You work for Front Office. Its record is the only thing that counts.',
  'Report what matters with fo_post_update, record results with fo_record_artifact and what is worth knowing next time with fo_record_learning, end with fo_finish.',
  'Ask with fo_ask_operator when you need a decision or a fact; your turn ends and the answer comes later.',
  'Actions with consequences outside are held for approval. A held action was NOT done: do not repeat it, go on or end your turn.',
].join('\n')

type InquiryNews = Extract<TaskNews, { proposalId: string }>
type EffectNews = Exclude<Extract<TaskNews, { tool: string }>, InquiryNews>

const effectLines: Record<EffectNews['kind'], (tool: string, text: string) => string> = {
  performed: (tool, text) => `Done: ${tool}. It was approved and performed exactly once. Result: ${text}`,
  failed: (tool, text) => `Not done: ${tool}. It was approved, and it failed: ${text}`,
  uncertain: (tool) =>
    `Uncertain: ${tool}. It may or may not have happened; an operator looks into it. Do not repeat it.`,
  rejected: (tool, text) => `Not done: ${tool}. An operator rejected it: ${text || 'no reason given.'}`,
  expired: (tool) => `Not done: ${tool}. Nobody decided in time, so it expired.`,
  granted: (tool) =>
    `Perform now: ${tool}\nIt is approved once, with the recorded parameters, which replace whatever you type.`,
}

const inquiryLines: Record<InquiryNews['kind'], (news: InquiryNews) => string> = {
  question: ({ proposalId, tool, text }) =>
    `An operator asks about your proposal ${tool} (${proposalId}):\n${text}\nIt still waits for a decision and was NOT done. Answer with fo_answer_operator; withdraw it there if you do not want it any more. Then end your turn.`,
  look: ({ proposalId, tool, text }) =>
    `Look what became of ${tool} (${proposalId}): it is not known whether it happened.\n${text}\nDo NOT perform it again, in no other way either. Look where it would have arrived, and say with fo_answer_operator what you found and where. Then end your turn.`,
}

const changedLine = (changed: string) =>
  `An operator changed it before approving. In place of what you asked for:\n${changed}`

function lineOf(news: TaskNews): string {
  if (news.kind === 'message') return `Message from an operator:\n${news.text}`
  if (news.kind === 'answer') return `Answer: ${news.text}\n(to your question: ${news.question})`
  if (news.kind === 'again') return `Try again. What happened before: ${news.text || 'it was stopped.'}`
  if (news.kind === 'unproven')
    return `Not finished yet. This did not pass:\n${news.text}\nMend it, record what you changed again, and end with fo_finish.`
  if ('proposalId' in news) return inquiryLines[news.kind](news)
  const line = effectLines[news.kind](news.tool, news.text)
  return news.changed ? `${line}\n${changedLine(news.changed)}` : line
}

const stoppedLines: Partial<Record<RunOutcome, string[]>> = {
  over_budget: [
    'Your last turn was stopped: it had used what was reserved for it. Take the shortest way from here.',
  ],
  killed: ['Your last turn was stopped by an operator in the middle. Look at what is done before you go on.'],
}

const stoppedReasons: Partial<Record<RunOutcome, string[]>> = {
  over_budget: ['budget'],
  killed: ['stopped before'],
}

/** What the agent is told at the start of a run: the whole task the first time, then what is new. */
export function runMessage(task: TaskState): string {
  const news = task.news.map(lineOf)
  const deadline = openDeadline(task)
  const due = deadline ? [dueLine(deadline)] : []
  const whole = [`Task: ${task.title}`, task.intent, ...due, ...wantedLines(task.deliverables)]
  const last = task.runs.findLast(mayHaveBegun)
  if (!last) return [...whole, ...news, mustHaves].join('\n\n')
  const again = task.retryAt
    ? [`Your last turn failed: ${task.error ?? 'no reason given'}. Continue the task.`]
    : []
  const stopped = stoppedLines[last.outcome ?? 'ok'] ?? []
  // A gateway that lost a run may not have kept what the run was told.
  const known = last.outcome === 'lost' ? whole : [`Task: ${task.title}`, ...due]
  return [...known, ...again, ...stopped, ...news, 'Continue with the task.', mustHaves].join('\n\n')
}

/** Why a run is started, in a word or two, for the record. */
export function runReason(task: TaskState): string {
  const last = task.runs.findLast(mayHaveBegun)
  if (!last) return 'first run'
  if (task.retryAt) return 'retry'
  const after = stoppedReasons[last.outcome ?? 'ok'] ?? []
  return [...new Set([...after, ...task.news.map((news) => news.kind)])].join(', ')
}
