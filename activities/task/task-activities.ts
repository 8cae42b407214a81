import { type Decider, isFirstOfTwo, needOf } from '#domain/approval/approval-rules.ts'
import { asDecided, refusalOfDecision } from '#domain/approval/edit.ts'
import { newId, taskIdOfStream } from '#domain/ids.ts'
import { factOfIntent, factOfRunIntent, isRunIntent } from '#domain/intent/intent-rules.ts'
import { killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import type { Ack, Batch } from '#domain/ledger/batch.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { settlingFirst } from '#domain/ledger/fork-rules.ts'
import { isAway } from '#domain/policy/domain-rules.ts'
import { rateRefusal } from '#domain/policy/effect-rate-rules.ts'
import { isToolDenied, listedNames } from '#domain/policy/effective-rules.ts'
import { Policy } from '#domain/policy/policy.ts'
import { grantOf } from '#domain/run/grant-rules.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { ProposalState, TaskState } from '#domain/task/task.ts'
import { applyEntry } from '#domain/task/task-state.ts'
import type { Pool, Tx } from '#prisma/client.ts'
import { askedOf } from '#prisma/read/asked.ts'
import { storedPack } from '#prisma/read/context-packs.ts'
import { asAgreed } from '#prisma/read/deciders.ts'
import { effectRates } from '#prisma/read/effect-rates.ts'
import { switchesOf } from '#prisma/read/kill-switches.ts'
import { termsOf } from '#prisma/read/run-terms.ts'
import { requesterOf } from '#prisma/read/task-asker.ts'
import { append, type Compute, type IsCurrentRun } from '#prisma/write/ledger.ts'
import { preparedRun } from '#prisma/write/prepare-run.ts'
import { currentTask } from '#prisma/write/task-row.ts'
import {
  claim,
  intentsOf,
  missedIntents,
  openclawAgentOf,
  operatorNameOf,
  type RecordedIntent,
  wasAsked,
} from '#prisma/write/task-sources.ts'
import { runIdOfContext, sorted } from '../ledger/append-failure.ts'
import { unknownIntents, unknownWords } from '../ledger/unknown-intents.ts'
import type { Recorded, TaskActivities } from './contract.ts'

export interface TaskActivitiesDeps {
  pool: Pool
  isCurrentRun: IsCurrentRun
}

const system = 'system:control'
const at = () => new Date().toISOString()

/** The control plane's activities for a task. Each is one transaction, and answers a repeat as the first time. */
export function createTaskActivities({ pool, isCurrentRun }: TaskActivitiesDeps): TaskActivities {
  /** The run comes from the activity's context: a reset re-dispatches a pending activity with the old input. */
  async function write(batch: Batch, compute?: Compute): Promise<Ack> {
    const runId = runIdOfContext()
    try {
      return await append(pool, { runId, batch, isCurrentRun, ...(compute && { compute }) })
    } catch (error) {
      throw await sorted(error, pool, { runId, batch })
    }
  }
  async function recorded(batch: Batch, compute?: Compute): Promise<Recorded> {
    const ack = await write(batch, compute)
    return { ack, missed: await missedIntents(pool, batch.streamId) }
  }

  return {
    record: ({ batch, intentIds }) =>
      recorded(batch, async (tx, state) => {
        const intents = await intentsOf(tx, batch.streamId, intentIds)
        const heard = await withoutForgotten(tx, batch.streamId, intents, state)
        return [...resolve(heard, state), ...unknown(intentIds, intents, state)]
      }),

    async prepareRun({ batch }) {
      const answer = await recorded(batch, (tx, state) => preparedRun(tx, taskIdOf(batch), state, new Date()))
      return { ...answer, run: await runInput(pool, taskIdOf(batch)) }
    },

    claimEffect: ({ batch, intentId }) =>
      recorded(batch, async (tx, state) => {
        const [decision] = await intentsOf(tx, batch.streamId, [intentId])
        return decision ? decide(tx, batch.streamId, decision, state) : unfounded(intentId, state)
      }),
  }
}

const taskIdOf = (batch: Batch) => taskIdOfStream(batch.streamId) ?? ''

/** The question or proposal that it is about, where the task has none of that id. */
function forgottenBy({ command, body }: RecordedIntent['intent'], state: TaskState): string | null {
  if (command === 'answerQuestion')
    return state.questions.some(({ questionId }) => questionId === body.questionId) ? null : body.questionId
  if (command !== 'askAgent') return null
  return state.proposals.some(({ proposalId }) => proposalId === body.proposalId) ? null : body.proposalId
}

/** Without what is about something that a reset made the task forget: it waits until the task asks again. */
async function withoutForgotten(tx: Tx, streamId: string, intents: RecordedIntent[], state: TaskState) {
  const kept: RecordedIntent[] = []
  for (const recorded of intents) {
    const { intent } = recorded
    const about = forgottenBy(intent, state)
    if (about === null || !(await wasAsked(tx, streamId, about))) kept.push(recorded)
  }
  return kept
}

/** One after the other: what is asked of an answered question, or of a task that has ended, is told so. */
function resolve(intents: RecordedIntent[], before: TaskState): Fact[] {
  const facts: Fact[] = []
  let state = before
  for (const { intent, role } of settlingFirst(intents)) {
    if (intent.command === 'startTask' || intent.command === 'decideApproval') continue
    // A later run of the workflow may be told again of what an earlier one has recorded.
    if (state.intentIds.includes(intent.id)) continue
    const fact = isRunIntent(intent)
      ? factOfRunIntent(intent, state, at())
      : factOfIntent(intent, state, role, at())
    state = applyEntry(state, fact)
    facts.push(fact)
  }
  return facts
}

function unknown(intentIds: readonly string[], found: readonly RecordedIntent[], state: TaskState): Fact[] {
  return unknownIntents(intentIds, found, state).map((intentId) => ({
    ...{ type: 'intent_undeliverable', at: at(), actor: system },
    body: { intentId, command: 'what was asked', message: unknownWords },
  }))
}

/** A signal that claims a decision which no operator made, or whose record is lost: it decides nothing, and is told. */
function unfounded(claimed: string, state: TaskState): Fact[] {
  const nobody = { proposalId: null, verdict: null, hash: null }
  return unknownIntents([claimed], [], state).map((intentId) => ({
    ...{ type: 'decision_turned_away', at: at(), actor: system },
    body: { ...nobody, intentId, code: 'not_recorded', message: unknownWords },
  }))
}

/** From what is recorded alone, so that every attempt gives the executor the same. Null where the run is held. */
async function runInput(pool: Pool, taskId: string): Promise<RunInput | null> {
  const state = await currentTask(pool, taskId)
  const run = state.runs.findLast((r) => r.endedAt === null)
  if (!run && state.hold) return null
  if (!run) throw new Error(`task ${taskId} has no open run`)
  const pack = await storedPack(pool, run.contextHash)
  if (!pack) throw new Error(`no context pack ${run.contextHash}`)
  const { message, manifest: _manifest, ...contextPack } = pack
  return {
    taskId,
    projectId: state.projectId,
    agentId: state.agentId,
    openclawAgentId: await openclawAgentOf(pool, state.agentId),
    stepId: run.stepId,
    runId: run.runId,
    sessionKey: run.sessionKey,
    message,
    contextPack,
    policy: state.policy ?? Policy.parse({}),
    ...(run.reserved && { reserved: run.reserved }),
    ...(run.advance && { advance: run.advance }),
    grants: state.proposals.filter((p) => p.usedIn === run.stepId && p.grantId !== null).map(grantOf),
  }
}

/** One decision: recorded with its claim, or with the sentence that says why it does not count. */
async function decide(tx: Tx, streamId: string, recorded: RecordedIntent, state: TaskState): Promise<Fact[]> {
  const { intent, role } = recorded
  if (intent.command !== 'decideApproval' || state.intentIds.includes(intent.id)) return []
  const { proposalId } = intent.body
  const own = { at: at(), actor: intent.actor }
  const seen = await asAgreed(
    tx,
    state.proposals.find((p) => p.proposalId === proposalId),
  )
  if (!seen && (await wasAsked(tx, streamId, proposalId))) return []
  const proposal = seen && asDecided(seen, intent.body, state.policy?.approvals)
  const decidedByName = await operatorNameOf(tx, proposal?.decidedBy ?? null)
  const by: Decider = {
    role: role ?? 'viewer',
    at: recorded.at,
    taskStatus: state.status,
    isEnding: state.cancelReason !== null,
    actor: intent.actor,
    requestedBy: await requesterOf(tx, taskIdOfStream(streamId) ?? ''),
    ...(decidedByName && { decidedByName }),
    ...(proposal && (await askedNow(tx, state, proposal))),
  }
  const refusal =
    !seen || !proposal
      ? { code: 'not_found', message: 'The task has no such proposal.' }
      : refusalOfDecision(seen, proposal, intent.body, by)
  if (!proposal || refusal) {
    const { code, message } = refusal ?? { code: 'not_found', message: '' }
    return [{ ...own, type: 'decision_refused', body: { proposalId, intentId: intent.id, code, message } }]
  }
  return counting(tx, streamId, state, { intent, proposal, by, own })
}

type DecideIntent = RecordedIntent['intent'] & { command: 'decideApproval' }
interface Counting {
  intent: DecideIntent
  /** As it is decided, its edit included. */
  proposal: ProposalState
  by: Decider
  own: { at: string; actor: string }
}

/** A decision that counts: the first of two, a no, or a yes with its permission. */
async function counting(tx: Tx, streamId: string, state: TaskState, one: Counting): Promise<Fact[]> {
  const { intent, proposal, by, own } = one
  const { proposalId, verdict, reason, hash } = intent.body
  const edit = editOf(one)
  const body = {
    ...{ proposalId, reason, hash, intentId: intent.id },
    ...(by.policies && { policies: by.policies }),
    ...(verdict === 'approved' && askedMore(proposal, by)),
  }
  if (verdict === 'approved' && isFirstOfTwo(proposal, by))
    return [...edit, { ...own, type: 'approval_given', body }]
  const decided: FactOf<'approval_decided'> = { ...own, type: 'approval_decided', body: { ...body, verdict } }
  if (verdict === 'rejected') return [decided]
  const facts = await givenOut(tx, streamId, state, proposal, decided)
  return facts.some(({ type }) => type === 'decision_refused') ? facts : [...edit, ...facts]
}

/** Where the policy asks for more by now than is recorded of the proposal: for what, and by which risk. */
function askedMore(proposal: ProposalState, by: Decider) {
  const needs = needOf(proposal, by)
  if (needs === (proposal.needs ?? 'one')) return {}
  return { needs, ...(by.risk && { risk: by.risk }) }
}

/** What the approver put in place of what was asked for, recorded before the agreement to it. */
function editOf({ intent, proposal, by, own }: Counting): Fact[] {
  if (!intent.body.edit) return []
  const { proposalId, reason, edit } = intent.body
  const { parameters, hash, effectClass } = proposal
  const needs = needOf(proposal, by)
  const body = {
    ...{ proposalId, from: edit.from, parameters, hash, effectClass, reason, intentId: intent.id },
    ...(needs !== 'one' && { needs }),
  }
  return [{ ...own, type: 'proposal_edited', body }]
}

/** With its permission; or it does not count, because too many went out within the hour. */
async function givenOut(
  tx: Tx,
  streamId: string,
  state: TaskState,
  proposal: ProposalState,
  decided: FactOf<'approval_decided'>,
): Promise<Fact[]> {
  const now = new Date()
  const { proposalId, intentId } = decided.body
  const message = rateRefusal(await effectRates(tx, state, now), now)
  if (message === null) return [decided, await claimed(tx, streamId, intentId, proposal)]
  const body = { proposalId, intentId, code: 'effect_rate', message }
  return [{ ...decided, type: 'decision_refused', body }]
}

/** What the policy asks of this proposal by now. */
async function askedNow(
  tx: Tx,
  state: TaskState,
  proposal: ProposalState,
): Promise<Pick<Decider, 'needs' | 'risk' | 'policies' | 'isToolDenied' | 'stopped'>> {
  const { tool, parameters } = proposal
  const { effective, documents } = await termsOf(tx, state, false)
  const stop = killHold(await switchesOf(tx, state))
  return {
    ...(stop && { stopped: stop.reason }),
    policies: documents,
    ...(await askedOf(tx, effective, proposal)),
    isToolDenied: isToolDenied(effective, tool) || isAway(tool, parameters, listedNames(effective.domains)),
  }
}

/** Once for ever: the one permission, or that it was given out before. */
async function claimed(
  tx: Tx,
  streamId: string,
  intentId: string,
  { proposalId, effectKey }: ProposalState,
): Promise<Fact> {
  const grantId = newId('grant')
  const isOurs = await claim(tx, {
    effectKey,
    intentId,
    streamId,
    runId: runIdOfContext(),
    grantId,
  })
  const own = { at: at(), actor: system }
  return isOurs
    ? { ...own, type: 'effect_claimed', body: { proposalId, effectKey, grantId } }
    : { ...own, type: 'claim_refused', body: { proposalId, effectKey } }
}
