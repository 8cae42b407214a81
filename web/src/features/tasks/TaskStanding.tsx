import type { Task } from '#api/tasks/contract.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { isReviewing } from '#domain/quality/quality-rules.ts'
import type { ProposalState, QuestionState } from '#domain/task/task.ts'
import { useMe, useRole } from '../../app/me.ts'
import { Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { DecisionCard } from './DecisionCard.tsx'
import { FrozenCard } from './FrozenCard.tsx'
import { usePastRefusal, useRoleRefusal } from './past.ts'
import { QuestionCard } from './QuestionCard.tsx'
import { ReviewCard } from './ReviewCard.tsx'
import { actionRefusal, proposalRefusal } from './refusal-rules.ts'
import { RetryCard } from './StandingCards.tsx'
import { useAsk } from './task-queries.ts'
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
  const isStatusShown = (subjectId ?? null) === null && hasStatusCard(task.status)
  if (cards.length === 0 && !isStatusShown) return null
  return (
    <Stack>
      {cards}
      {isStatusShown && <StatusCard task={task} />}
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
  const who = { actor: actorOf('operator', useMe().data?.id ?? ''), requestedBy: task.state.requestedBy }
  const past = usePastRefusal()
  const refusal = past ?? proposalRefusal(role, proposal, now, who)
  const rejectRefusal = past ?? proposalRefusal(role, proposal, now, { ...who, verdict: 'rejected' })
  const approvedBy = (proposal.approvedBy ?? []).map(({ actor }) => nameOf(actor))
  const decidedBy = proposal.decidedBy === null ? null : nameOf(proposal.decidedBy)
  return (
    <DecisionCard
      agentName={task.agentName}
      {...{ proposal, decidedBy, approvedBy, refusal, rejectRefusal, asking, hasKeys }}
    />
  )
}

function Uncertain({ task, proposal }: { task: Task; proposal: ProposalState }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useRoleRefusal('settleEffect')
  return <UncertainCard agentName={task.agentName} {...{ proposal, refusal, asking }} />
}

function Question({ task, nameOf, question, hasKeys }: PartProps & { question: QuestionState }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useRoleRefusal('answerQuestion')
  const answeredBy = question.answeredBy === null ? null : nameOf(question.answeredBy)
  return <QuestionCard agentName={task.agentName} {...{ question, answeredBy, refusal, asking, hasKeys }} />
}

const hasStatusCard = (status: Task['status']) =>
  ['frozen', 'needs_verification', 'failed', 'cancelled'].includes(status)

function StatusCard({ task }: { task: Task }) {
  const { state, agentName } = task
  const asking = useAsk(task.id, state)
  const role = useRole()
  const past = usePastRefusal()
  if (state.status === 'frozen') {
    const refusal = past ?? actionRefusal(role, state, 'settleFork')
    return <FrozenCard task={state} temporalUrl={task.temporalUrl} {...{ agentName, refusal, asking }} />
  }
  if (state.status === 'needs_verification') {
    if (isReviewing(state)) {
      const refusal = past ?? refusalOf(role, 'reviewDeliverable')
      return <ReviewCard task={state} {...{ agentName, refusal, asking }} />
    }
    const refusal = past ?? actionRefusal(role, state, 'acceptWork')
    return <VerificationCard task={state} {...{ agentName, refusal, asking }} />
  }
  const refusal = past ?? actionRefusal(role, state, 'retryTask')
  return <RetryCard task={state} {...{ agentName, refusal, asking }} />
}
