import { lazy, type ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { ActionLink } from '../ui/ActionLink.tsx'

const TaskDecision = lazy(async () => ({
  default: (await import('../features/tasks/TaskDecision.tsx')).TaskDecision,
}))

const ResendCard = lazy(async () => ({
  default: (await import('../features/inbox/ResendCard.tsx')).ResendCard,
}))

const StepDecision = lazy(async () => ({
  default: (await import('../features/runbooks/StepDecision.tsx')).StepDecision,
}))

const FrozenRun = lazy(async () => ({
  default: (await import('../features/runbooks/FrozenRun.tsx')).FrozenRun,
}))

const FindingCard = lazy(async () => ({
  default: (await import('../features/drift/FindingCard.tsx')).FindingCard,
}))

const PausedAgentCard = lazy(async () => ({
  default: (await import('../features/agents/PausedAgent.tsx')).PausedAgentCard,
}))

/** What decides an item of a kind where it is not its task's own card; one line each. */
const cards: Partial<Record<InboxItem['kind'], (item: InboxItem) => ReactNode>> = {
  undeliverable: (item) => <ResendCard item={item} />,
  runbook_step: (item) => <RunbookStep item={item} />,
  paused_agent: ({ subjectId }) => <PausedAgentCard key={subjectId} agentId={subjectId ?? ''} />,
  finding: ({ subjectId }) => <FindingCard key={subjectId} findingId={subjectId ?? ''} />,
}

/** The card that settles an item; what has none is settled on its own page. */
export function inboxCard(item: InboxItem): ReactNode {
  const card = cards[item.kind]
  if (card) return card(item)
  if (item.kind === 'frozen' && item.taskId === null) return <FrozenRun runId={item.subjectId ?? ''} />
  if (item.taskId === null) return <Behind item={item} />
  return <TaskDecision taskId={item.taskId} subjectId={item.subjectId} />
}

function RunbookStep({ item }: { item: InboxItem }) {
  const [runId = '', stepId = ''] = (item.subjectId ?? '').split('/')
  return (
    <>
      <StepDecision runId={runId} stepId={stepId} />
      <div>
        <ActionLink href={item.href} refusal={null}>
          Open the run
        </ActionLink>
      </div>
    </>
  )
}

function Behind({ item }: { item: InboxItem }) {
  return (
    <>
      <p>{item.line}</p>
      <div>
        <ActionLink href={item.href} refusal={null} variant="filled">
          Open what is behind it
        </ActionLink>
      </div>
    </>
  )
}
