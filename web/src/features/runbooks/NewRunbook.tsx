import { useNavigate, useSearch } from '@tanstack/react-router'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { Lead, Stack } from '../../ui/Layout.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { RunbookEditor } from './RunbookEditor.tsx'

const empty = (agent: string) => `name: 
steps:
  - id: first
    task:
      agent: ${agent}
      title: 
      intent: 
`

/** A new runbook, from a template where the address names one. */
export function NewRunbook({ projectId }: { projectId: string }) {
  const { template } = useSearch({ strict: false }) as { template?: string }
  const agents = useAgents(projectId)
  const navigate = useNavigate()
  if (agents.isPending) return <SkeletonRows label="agents" count={3} />
  const agent = agents.data?.items.find(({ retiredAt }) => retiredAt === null)?.name ?? 'Ada'
  const start = runbookTemplates.find(({ id }) => id === template)?.yaml ?? empty
  return (
    <Stack>
      <Lead>Say once what happens in which order; what is wrong stands at its line as you write.</Lead>
      <RunbookEditor
        projectId={projectId}
        start={start(agent)}
        onWritten={({ name }) =>
          void navigate({ to: `/projects/${projectId}/runbooks/${slugOf(name)}` as never })
        }
      />
    </Stack>
  )
}
