import type { Project } from '#api/projects/contract.ts'
import { useAgents, usePolicy } from '../../http/shared-queries.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'

const shown = ['approvalTtlMs', 'runDeadlineMs', 'maxRetries', 'safeTools']
const labels: Record<string, string> = {
  approvalTtlMs: 'Approvals',
  runDeadlineMs: 'Runs',
  maxRetries: 'Failures',
  safeTools: 'Tools',
}

/** The rules its agents work by, as they hold for the next run. */
export function ProjectFacts({ project: { id, createdAt } }: { project: Project }) {
  const agents = useAgents(id).data?.items
  const lines = usePolicy(id).data?.lines ?? []
  return (
    <Section
      title="Rules"
      note="for the next run"
      more={{ label: 'Policies', href: `/projects/${id}/policies` }}
    >
      <Facts>
        {lines
          .filter(({ key }) => shown.includes(key))
          .map(({ key, sentence }) => (
            <Fact key={key} label={labels[key] ?? ''}>
              {sentence}
            </Fact>
          ))}
        {agents && <Fact label="Agents">{agents.length}</Fact>}
        <Fact label="Started">
          <RelativeTime at={new Date(createdAt)} />
        </Fact>
      </Facts>
    </Section>
  )
}
