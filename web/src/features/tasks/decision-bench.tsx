import type { Fact } from '#domain/ledger/entry.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { happened, hash, proposalId, requested, runEnd, runFacts, taskId } from './sample-story.ts'
import { TaskDecision } from './TaskDecision.tsx'

export const open = (facts: readonly Fact[], subjectId: string | null = proposalId, role: Role = 'owner') => {
  const server = aServer(role)
  knows(server, facts)
  const page = renderAt(server, '/', { '/': () => <TaskDecision taskId={taskId} subjectId={subjectId} /> })
  return { server, ...page }
}
export const decided = (verdict: 'approved' | 'rejected', who: 'mara' | 'theo' = 'mara', reason = '') =>
  happened('approval_decided', who, 1, { proposalId, verdict, reason, hash, intentId: 'in_d' })
const asked = happened('question_asked', 'agent', 9, {
  stepId: 's1',
  questionId: 'q1',
  text: 'Which list?',
  options: ['September', 'November'],
})
export const askedFacts = () => [requested(), ...runFacts('s1', 20), asked, runEnd('s1', 9)]
