import type { Fact } from '#domain/ledger/entry.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aServer, knows, renderAt } from './feature-bench.tsx'
import { happened, requested, runEnd, runFacts, taskId } from './sample-story.ts'
import { TaskPage } from './TaskPage.tsx'

export const open = (facts: readonly Fact[], role: Role = 'owner') => {
  const server = aServer(role)
  knows(server, facts)
  return { server, ...renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage }) }
}
export const failedFacts = () => [
  requested(),
  ...runFacts('s1', 20),
  runEnd('s1', 19, { outcome: 'failed', text: '', error: 'Provider busy', usage: null }),
  happened('task_failed', 'system', 19, { error: 'Provider busy' }),
]
