import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { Deliverable } from '#domain/quality/deliverable.ts'
import { onlyIn } from '#domain/run/foreign-run-rules.ts'
import { grantOf } from '#domain/run/grant-rules.ts'
import type { EffectResult } from '#domain/run/run.ts'
import { whyOver } from '#domain/task/deadline-rules.ts'
import { factOfResult } from '#domain/task/item-rules.ts'
import { type Move, nextMove, stoppedRun } from '#domain/task/next-move-rules.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { currentRun, isFollowed, mayLiveOn, pendingProposals } from '#domain/task/task-rules.ts'
import type { TaskInput } from './contract.ts'
import { now, OpenTask } from './open-task.ts'
import { causeOf, lookAtAll } from './task-checks.ts'
import { present } from './task-presence.ts'
import { type EndedRun, unreturned } from './task-run-ends.ts'

const system = 'system:control'
const followedEndMs = 30_000
/** The rest is over before anybody could look, and a change of what is shown costs an event. */
const isShown = new Set<Move['kind']>(['turn', 'perform', 'confirm', 'cancel', 'await', 'end'])

/** One task: run on its executor, held for approval, its effects performed once, verified, done. */
export async function taskWorkflow(input: TaskInput): Promise<void> {
  const task = new OpenTask(input)
  try {
    await carryOut(task)
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(() => cancelledFromTemporal(task))
  }
}

async function carryOut(task: OpenTask): Promise<void> {
  for (;;) {
    await task.settle()
    const move = nextMove(task.state(), now())
    if (isShown.has(move.kind)) present(task.state())
    if (move.kind === 'end') {
      await task.flush()
      // While that was written a message may have opened the task again.
      if (task.isAtRest() && nextMove(task.state(), now()).kind === 'end') return
    } else await makeMove(task, move)
    await startOverWhenLong(task)
  }
}

function makeMove(task: OpenTask, move: Exclude<Move, { kind: 'end' }>): Promise<void> | void {
  switch (move.kind) {
    case 'turn':
      return takeTurn(task)
    case 'perform':
      return perform(task, move.proposal)
    case 'confirm':
      return confirm(task, move.proposal)
    case 'await':
      return task.standBy(move.until)
    case 'expire':
      return expire(task, move.proposals)
    case 'remind':
      return remind(task, move.proposals)
    case 'withdraw':
      return withdraw(task, move.proposals)
    case 'retry':
      return scheduleRetry(task, move)
    case 'fail':
      return task.advance({ type: 'task_failed', actor: system, body: { error: move.error } })
    case 'check':
      return check(task, move.deliverables)
    case 'return':
      return giveBack(task, move)
    case 'review':
      return task.advance({ type: 'review_requested', actor: system, body: { titles: move.titles } })
    case 'verify':
      return verify(task, move.missing)
    case 'cancel':
      return cancel(task)
    default:
      return move satisfies never
  }
}

/** A decision counts from when it was recorded, so what is on its way is looked for first. */
async function expire(task: OpenTask, proposals: ProposalState[]): Promise<void> {
  if (!(await task.hasCaughtUpNow())) return
  for (const { proposalId } of proposals) {
    task.advance({ type: 'approval_expired', actor: system, body: { proposalId } })
  }
}

/** Once for each: it stands higher in the inbox from then on. */
function remind(task: OpenTask, proposals: ProposalState[]): void {
  for (const { proposalId } of proposals)
    task.advance({ type: 'approval_reminded', actor: system, body: { proposalId } })
}

/** Nobody is to decide what a task asked for that is over. */
function withdraw(task: OpenTask, proposals: ProposalState[]): void {
  const reason = whyOver(task.state())
  for (const { proposalId } of proposals)
    task.advance({ type: 'approval_withdrawn', actor: system, body: { proposalId, reason } })
}

/** One run of the agent, whatever becomes of it; none where it is held. */
async function takeTurn(task: OpenTask): Promise<void> {
  const { run } = await task.prepareRun()
  if (run === null) return
  const began = now()
  const result = await task
    .whileWanted(() => task.runAgent(run))
    .catch((error) => unreturned(error, run.stepId, began))
  task.report(cleaned(result.items))
  const ended = await asOrdered(task, result)
  const executorId = task.state().executorId
  task.advance(factOfResult(cleaned(ended), run.stepId, executorId, now()))
}

/** A run that a kill switch ended says so; where nobody saw it end, it is ended on its executor first. */
async function asOrdered(task: OpenTask, result: EndedRun): Promise<EndedRun> {
  const run = stoppedRun(task.state())
  if (!run || task.state().cancelReason !== null || result.outcome !== 'aborted') return result
  const trouble = mayLiveOn({ ...run, gateway: result.gateway }) ? await abort(task, run) : null
  const words = [run.stopReason, trouble && `It could not be ended there: ${trouble}`]
  return { ...result, outcome: 'killed', error: words.filter(Boolean).join('. ') }
}

/** The executor refused for good to say what became of an effect: it may have happened, so nobody repeats it. */
function unanswered(error: unknown): EffectResult {
  if (isCancellation(error)) throw error
  return { outcome: 'uncertain', detail: causeOf(error) }
}

/** The approved call, made by the worker on the Mac: claimed here, journalled there. */
async function perform(task: OpenTask, proposal: ProposalState): Promise<void> {
  await task.flush()
  const { runs, projectId, agentId } = task.state()
  const run = runs.findLast((r) => r.stepId === proposal.stepId)
  const request = {
    taskId: task.taskId,
    stepId: proposal.stepId,
    sessionKey: run?.sessionKey ?? '',
    owner: { projectId, agentId },
    grant: grantOf(proposal),
  }
  try {
    const result = await task.whileWanted(() => task.executor.performEffect(request)).catch(unanswered)
    settleEffect(task, proposal, result)
  } catch (error) {
    // Cancelled before the executor began it: what became of it is asked of the journal before the task ends.
    if (!isCancellation(error) || task.state().cancelReason === null) throw error
  }
}

/** Somebody else may have performed it: the journal is asked, nothing is done again. */
async function confirm(task: OpenTask, proposal: ProposalState): Promise<void> {
  const seen = await task.executor.seenPerformed(proposal.effectKey).catch(unanswered)
  // An earlier run's call may have been made by a worker that kept no such word, so "not seen" is not "not done".
  const isOurs = proposal.usedIn !== 'earlier'
  settleEffect(
    task,
    proposal,
    seen.outcome === 'failed' && !isOurs ? { ...seen, outcome: 'uncertain' } : seen,
  )
}

const effectTypes = {
  performed: 'effect_performed',
  failed: 'effect_failed',
  uncertain: 'effect_uncertain',
} as const

function settleEffect(task: OpenTask, { proposalId, effectKey }: ProposalState, result: EffectResult): void {
  const actor = `executor:${task.state().executorId}`
  task.advance({
    type: effectTypes[result.outcome],
    actor,
    body: { proposalId, effectKey, detail: cleaned(result.detail) },
  })
}

function scheduleRetry(task: OpenTask, { error, attempt }: Move & { kind: 'retry' }): void {
  const { policy, runs } = task.state()
  const delay = (policy?.retryDelayMs ?? 60_000) * 2 ** (attempt - 1)
  const retryAt = new Date(Date.now() + delay).toISOString()
  const stepId = runs.at(-1)?.stepId ?? ''
  task.advance({ type: 'retry_scheduled', actor: system, body: { stepId, retryAt, attempt, error } })
}

/** Cancelled meanwhile, nothing is found: the next move ends the task. */
async function check(task: OpenTask, deliverables: Deliverable[]): Promise<void> {
  for (const result of await lookAtAll(task, deliverables)) {
    task.advance({ type: 'deliverable_checked', actor: system, body: result })
  }
}

/** Tasks that were begun before work was given back wait for an operator at once. */
function giveBack(task: OpenTask, { failed, attempt }: Move & { kind: 'return' }): void {
  if (patched('work-returned')) {
    const reasons = failed.map(({ title, evidence }) => ({ title, why: evidence.words }))
    task.advance({ type: 'work_returned', actor: system, body: { failed: reasons, attempt } })
  } else {
    const missing = failed.map(({ title }) => title)
    task.advance({ type: 'verification_failed', actor: system, body: { missing } })
  }
}

function verify(task: OpenTask, missing: string[]): void {
  const { runs, summary } = task.state()
  if (missing.length > 0) task.advance({ type: 'verification_failed', actor: system, body: { missing } })
  else {
    const words = summary ?? runs.findLast((run) => run.outcome === 'ok')?.text ?? ''
    task.advance({ type: 'task_done', actor: system, body: { summary: words } })
  }
}

async function cancel(task: OpenTask): Promise<void> {
  const state = task.state()
  const reason = state.cancelReason ?? ''
  withdraw(task, pendingProposals(state))
  // A run that the executor had taken and that nobody saw end may still be alive there.
  const run = state.runs.at(-1)
  const trouble = run && mayLiveOn(run) ? await abort(task, run) : null
  if (isFollowed(state)) await endFollowed(task)
  await confirmClaimed(task)
  const words = [reason, trouble && `Its run could not be ended there: ${cleaned(trouble)}`]
  task.advance({ type: 'task_cancelled', actor: system, body: { reason: words.filter(Boolean).join('. ') } })
}

/** One may have been approved as the task was cancelled, and be told of only while another is asked for. */
async function confirmClaimed(task: OpenTask): Promise<void> {
  const claimed = () => task.state().proposals.filter(({ status }) => status === 'claimed')
  if (!patched('claimed-asked-anew')) for (const proposal of claimed()) await confirm(task, proposal)
  else for (let [next] = claimed(); next; [next] = claimed()) await confirm(task, next)
}

async function endFollowed(task: OpenTask): Promise<void> {
  await task.untilFollowedEnds(followedEndMs)
  const state = task.state()
  const run = currentRun(state)
  if (!run) return
  const began = run.acceptedAt ?? run.queuedAt
  const end = unreturned(new CancelledFailure('cancelled'), run.stepId, began)
  task.advance(factOfResult(end, run.stepId, state.executorId, now()))
}

/** Why the executor refused for good to end it, or null. The task is cancelled all the same. */
async function abort(task: OpenTask, run: { sessionKey: string; runId: string }): Promise<string | null> {
  try {
    await task.executor.abortRun(run.sessionKey, ...onlyIn(run))
    return null
  } catch (error) {
    if (isCancellation(error)) throw error
    return causeOf(error)
  }
}

async function cancelledFromTemporal(task: OpenTask): Promise<void> {
  const body = { reason: 'cancelled from Temporal', intentId: workflowInfo().runId }
  task.advance({ type: 'cancel_requested', actor: 'system:temporal', body })
  await carryOut(task)
}

/** A new history once this one grows long, and only while no run is open. */
async function startOverWhenLong(task: OpenTask): Promise<void> {
  const isLong = workflowInfo().continueAsNewSuggested
  if (!isLong || task.hasOpenRun()) return
  await task.flush()
  if (!task.isAtRest()) return
  const ledger = { ...task.mark(), seq: 0 }
  await continueAsNew<typeof taskWorkflow>({ taskId: task.taskId, ledger, intents: [], items: [] })
}
