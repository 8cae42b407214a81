import { type ReactNode, useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { whyNotAsked } from '#domain/intent/inquiry-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { isReviewing } from '#domain/quality/quality-rules.ts'
import type { InquiryState, ProposalState, QuestionState } from '#domain/task/task.ts'
import { useMe, useRole } from '../../app/me.ts'
import { useStop } from '../../http/shared-queries.ts'
import { Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { BudgetCard } from './BudgetCard.tsx'
import { DecisionCard } from './DecisionCard.tsx'
import { FrozenTask } from './FrozenTask.tsx'
import { useActionRefusal, usePastRefusal } from './past.ts'
import { QuestionCard } from './QuestionCard.tsx'
import { ReviewCard } from './ReviewCard.tsx'
import { proposalRefusal } from './refusal-rules.ts'
import { RetryCard } from './StandingCards.tsx'
import { useApproval, useAsk } from './task-queries.ts'
import { UncertainCard } from './UncertainCard.tsx'
import { VerificationCard } from './VerificationCard.tsx'

interface TaskStandingProps {
  task: Task
  nameOf: (actor: string) => string
  /** One proposal or question alone, settled or not; null: the task's own state alone. Left out: all that is open. */
  subjectId?: string | null
}

/** What holds the task up, as cards that can be decided. Nothing, where it moves by itself. */
export function TaskStanding({ task, nameOf, subjectId }: TaskStandingProps) {
  const { proposals, questions } = task.state
  // A card whose decision came second stays with the answer to it, though nothing is open in it any more.
  const [refused, setRefused] = useState<readonly string[]>([])
  const onRefused = (id: string) => setRefused((ids) => [...ids, id])
  const isAsked = (id: string, isOpen: boolean) =>
    subjectId === undefined ? isOpen || refused.includes(id) : id === subjectId
  const held = proposals.filter((p) => isAsked(p.proposalId, p.status === 'pending'))
  const unknown = proposals.filter((p) => p.status === 'uncertain' && isAsked(p.proposalId, true))
  const asked = questions.filter((q) => isAsked(q.questionId, q.answer === null))
  const firstHeld = held.find(({ status }) => status === 'pending')
  const firstAsked = asked.find(({ answer }) => answer === null)
  const shared = { task, nameOf, onRefused }
  const cards = [
    ...unknown.map((proposal) => <Uncertain key={proposal.proposalId} {...{ ...shared, proposal }} />),
    ...held
      .filter((proposal) => !unknown.includes(proposal))
      .map((proposal) => (
        <Decision key={proposal.proposalId} {...{ ...shared, proposal }} hasKeys={proposal === firstHeld} />
      )),
    ...asked.map((question) => (
      <Question key={question.questionId} {...{ ...shared, question }} hasKeys={question === firstAsked} />
    )),
  ]
  const isWhole = (subjectId ?? null) === null
  const StatusCard = isWhole ? statusCards[task.status] : undefined
  const isSpent = isWhole && task.state.hold?.kind === 'budget' && task.status === 'waiting'
  if (cards.length === 0 && !StatusCard && !isSpent) return null
  const isFrozen = task.status === 'frozen'
  return (
    <Stack>
      {StatusCard && isFrozen && <StatusCard task={task} />}
      {cards}
      {StatusCard && !isFrozen && <StatusCard task={task} />}
      {isSpent && <Spent task={task} />}
    </Stack>
  )
}

interface PartProps {
  task: Task
  nameOf: (actor: string) => string
  hasKeys: boolean
  onRefused: (id: string) => void
}

function Decision({ task, nameOf, proposal, hasKeys, onRefused }: PartProps & { proposal: ProposalState }) {
  const asking = useAsk(task.id, task.state, () => onRefused(proposal.proposalId))
  const [role, now] = [useRole(), useNow()]
  const { status: taskStatus } = task.state
  const stopped = useStop(task.state)
  const actor = actorOf('operator', useMe().data?.id ?? '')
  const past = usePastRefusal()
  const askRefusal = useInquiryRefusal(task, proposal, 'question')
  const approvedBy = (proposal.approvedBy ?? []).map(({ actor }) => nameOf(actor))
  const isRead = proposal.status === 'pending' && past === null
  const read = useApproval(proposal.proposalId, isRead)
  // The server knows more: whose wish a runbook’s task is, and what the policy asks for by now.
  const { requestedBy = task.state.requestedBy, asked } = read.data ?? {}
  const who = {
    taskStatus,
    isEnding: task.state.cancelReason !== null,
    actor,
    requestedBy,
    ...(stopped && { stopped }),
    ...(asked && { needs: asked.needs }),
  }
  const refusal = past ?? proposalRefusal(role, proposal, now, who)
  const rejectRefusal = past ?? proposalRefusal(role, proposal, now, { ...who, verdict: 'rejected' })
  const decidedBy = proposal.decidedBy === null ? null : nameOf(proposal.decidedBy)
  return (
    <DecisionCard
      agentName={task.agentName}
      {...{ proposal, nameOf, decidedBy, approvedBy, refusal, rejectRefusal, askRefusal, asking, hasKeys }}
      approval={isRead ? (read.data ?? (read.failureReason ? 'unknown' : 'reading')) : undefined}
    />
  )
}

/** By role, by the task's state, and by what became of the proposal. */
function useInquiryRefusal(
  { state }: Task,
  proposal: ProposalState,
  kind: InquiryState['kind'],
): string | null {
  const [refusal, now] = [useActionRefusal(state, 'askAgent'), useNow()]
  return refusal ?? whyNotAsked(proposal, { kind }, now.toISOString())
}

function Uncertain({
  task,
  nameOf,
  proposal,
  onRefused,
}: Omit<PartProps, 'hasKeys'> & { proposal: ProposalState }) {
  const settling = useAsk(task.id, task.state, () => onRefused(proposal.proposalId))
  const looking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'settleEffect')
  const lookRefusal = useInquiryRefusal(task, proposal, 'look')
  return (
    <UncertainCard
      agentName={task.agentName}
      {...{ nameOf, proposal, refusal, lookRefusal }}
      asking={settling}
      looking={looking}
    />
  )
}

function Question({ task, nameOf, question, hasKeys, onRefused }: PartProps & { question: QuestionState }) {
  const asking = useAsk(task.id, task.state, () => onRefused(question.questionId))
  const refusal = useActionRefusal(task.state, 'answerQuestion')
  const answeredBy = question.answeredBy === null ? null : nameOf(question.answeredBy)
  return <QuestionCard agentName={task.agentName} {...{ question, answeredBy, refusal, asking, hasKeys }} />
}

/** What is asked of a task by itself. A frozen one comes before all that is open in it: nothing else counts until then. */
const statusCards: Partial<Record<Task['status'], (props: { task: Task }) => ReactNode>> = {
  frozen: FrozenTask,
  needs_verification: Unproven,
  failed: Retry,
  cancelled: Retry,
}

function Unproven({ task }: { task: Task }) {
  const { state, agentName } = task
  const asking = useAsk(task.id, state)
  const [review, accept] = [
    useActionRefusal(state, 'reviewDeliverable'),
    useActionRefusal(state, 'acceptWork'),
  ]
  return isReviewing(state) ? (
    <ReviewCard task={state} {...{ agentName, asking }} refusal={review} />
  ) : (
    <VerificationCard task={state} {...{ agentName, asking }} refusal={accept} />
  )
}

function Spent({ task }: { task: Task }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'raiseBudget')
  return <BudgetCard {...{ task, refusal, asking }} />
}

function Retry({ task }: { task: Task }) {
  const { state, agentName } = task
  const asking = useAsk(task.id, state)
  const refusal = useActionRefusal(state, 'retryTask')
  return <RetryCard task={state} {...{ agentName, refusal, asking }} />
}
