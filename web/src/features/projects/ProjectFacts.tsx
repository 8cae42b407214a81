import type { Project } from '#api/projects/contract.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { counted } from '../../ui/count-words.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { span } from '../../ui/time-format.ts'

/** The rules its agents work by, as they were set when it was started. */
export function ProjectFacts({ project: { id, policy, createdAt } }: { project: Project }) {
  const agents = useAgents(id).data?.items
  const { extraSafeTools } = policy
  return (
    <Section title="Rules" note="for every run" more={{ label: 'Agents', href: `/projects/${id}/agents` }}>
      <Facts>
        <Fact label="An approval waits">{span(policy.approvalTtlMs)}, then it ends unsent</Fact>
        <Fact label="A run may take">{span(policy.runDeadlineMs)}</Fact>
        <Fact label="After a passing failure">
          {policy.maxRetries === 0
            ? 'no further try'
            : counted(policy.maxRetries, 'further try', 'further tries')}
        </Fact>
        <Fact label="Passes without asking">
          reading, searching and reporting{extraSafeTools.length > 0 && `, and ${extraSafeTools.join(', ')}`}
        </Fact>
        {agents && <Fact label="Agents">{agents.length}</Fact>}
        <Fact label="Started">
          <RelativeTime at={new Date(createdAt)} />
        </Fact>
      </Facts>
    </Section>
  )
}
