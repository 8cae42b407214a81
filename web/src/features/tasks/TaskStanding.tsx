import type { ReactNode } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { isReviewing } from '#domain/quality/quality-rules.ts'
import type { ProposalState, QuestionState } from '#domain/task/task.ts'
import { useMe, useRole } from '../../app/me.ts'
import { useStop } from '../../http/shared-queries.ts'
import { Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
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
  const isAsked = (id: string, isOpen: boolean) => (subjectId === undefined ? isOpen : id === subjectId)
  const held = proposals.filter((p) => isAsked(p.proposalId, p.status === 'pending'))
  const unknown = proposals.filter((p) => p.status === 'uncertain' && isAsked(p.proposalId, true))
  const asked = questions.filter((q) => isAsked(q.questionId, q.answer === null))
  const cards = [
    ...unknown.map((proposal) => <Uncertain key={proposal.proposalId} task={task} proposal={proposal} />),
    ...held
      .filter((proposal) => !unknown.includes(proposal))
      .map((proposal, i) => (
        <Decision key={proposal.proposalId} {...{ task, nameOf, proposal }} hasKeys={i === 0} />
      )),
    ...asked.map((question, i) => (
      <Question key={question.questionId} {...{ task, nameOf, question }} hasKeys={i === 0} />
    )),
  ]
  const StatusCard = (subjectId ?? null) === null ? statusCards[task.status] : undefined
  if (cards.length === 0 && !StatusCard) return null
  const isFrozen = task.status === 'frozen'
  return (
    <Stack>
      {StatusCard && isFrozen && <StatusCard task={task} />}
      {cards}
      {StatusCard && !isFrozen && <StatusCard task={task} />}
    </Stack>
  )
}

interface PartProps {
  task: Task
  nameOf: (actor: string) => string
  hasKeys: boolean
}

function Decision({ task, nameOf, proposal, hasKeys }: PartProps & { proposal: ProposalState }) {
  const asking = useAsk(task.id, task.state)
  const [role, now] = [useRole(), useNow()]
  const { status: taskStatus, requestedBy } = task.state
  const stopped = useStop(task.state)
  const actor = actorOf('operator', useMe().data?.id ?? '')
  const who = { taskStatus, actor, requestedBy, ...(stopped && { stopped }) }
  const past = usePastRefusal()
  const refusal = past ?? proposalRefusal(role, proposal, now, who)
  const rejectRefusal = past ?? proposalRefusal(role, proposal, now, { ...who, verdict: 'rejected' })
  const approvedBy = (proposal.approvedBy ?? []).map(({ actor }) => nameOf(actor))
  const isRead = proposal.status === 'pending' && past === null
  const read = useApproval(proposal.proposalId, isRead)
  const decidedBy = proposal.decidedBy === null ? null : nameOf(proposal.decidedBy)
  return (
    <DecisionCard
      agentName={task.agentName}
      {...{ proposal, decidedBy, approvedBy, refusal, rejectRefusal, asking, hasKeys }}
      approval={isRead ? (read.data ?? (read.failureReason ? 'unknown' : 'reading')) : undefined}
    />
  )
}

function Uncertain({ task, proposal }: { task: Task; proposal: ProposalState }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'settleEffect')
  return <UncertainCard agentName={task.agentName} {...{ proposal, refusal, asking }} />
}

function Question({ task, nameOf, question, hasKeys }: PartProps & { question: QuestionState }) {
  const asking = useAsk(task.id, task.state)
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

function Retry({ task }: { task: Task }) {
  const { state, agentName } = task
  const asking = useAsk(task.id, state)
  const refusal = useActionRefusal(state, 'retryTask')
  return <RetryCard task={state} {...{ agentName, refusal, asking }} />
}
