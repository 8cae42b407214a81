import { useNavigate, useSearch } from '@tanstack/react-router'
import { refusalOf } from '#domain/operator/permissions.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { runbookTemplates, yamlText } from '#domain/runbook/templates.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { Lead, Stack } from '../../ui/Layout.tsx'
import { NoAgentYet } from '../../ui/NoAgentYet.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { RunbookEditor } from './RunbookEditor.tsx'
import { TemplateRows } from './TemplateRows.tsx'

const empty = (agent: string) => `name: 
steps:
  - id: first
    task:
      agent: ${yamlText(agent)}
      title: 
      intent: 
`

/** A new runbook, from a template where the address names one. */
export function NewRunbook({ projectId }: { projectId: string }) {
  const { template } = useSearch({ strict: false }) as { template?: string }
  const agents = useAgents(projectId)
  const role = useRole()
  const navigate = useNavigate()
  if (agents.error && !agents.data)
    return <p role="alert">The agents cannot be read now. {wordsOf(agents.error)}</p>
  if (!agents.data) return <SkeletonRows label="agents" count={3} />
  const agent = agents.data.items.find(({ retiredAt }) => retiredAt === null)
  if (!agent)
    return (
      <NoAgentYet
        projectId={projectId}
        refusal={refusalOf(role, 'createAgent')}
        why="Create one first: the steps of a runbook are tasks for agents."
      />
    )
  const chosen = runbookTemplates.find(({ id }) => id === template)
  return (
    <Stack>
      <Lead>Say once what happens in which order; what is wrong stands at its line as you write.</Lead>
      {!chosen && (
        <Section title="Begin with one of these" note="or write your own below">
          <TemplateRows projectId={projectId} refusal={refusalOf(role, 'writeRunbook')} />
        </Section>
      )}
      <RunbookEditor
        key={chosen?.id}
        projectId={projectId}
        start={(chosen?.yaml ?? empty)(agent.name)}
        onWritten={({ name }) =>
          void navigate({ to: `/projects/${projectId}/runbooks/${slugOf(name)}` as never })
        }
      />
    </Stack>
  )
}
