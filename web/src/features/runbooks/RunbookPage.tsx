import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Runbook } from '#api/runbooks/contract.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { useProject } from '../../http/shared-queries.ts'
import { EightFour, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { StageNotice } from '../../ui/StageNotice.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { RunbookActions } from './RunbookActions.tsx'
import { RunbookEditor } from './RunbookEditor.tsx'
import { RunbookRail } from './RunbookRail.tsx'
import { RunbookStanding } from './RunbookStanding.tsx'
import { RunsSection } from './RunsSection.tsx'
import { useRunbook, useRuns } from './runbook-queries.ts'
import { StartForm } from './StartForm.tsx'
import { StepGraph } from './StepGraph.tsx'
import { Versions } from './Versions.tsx'

/** One runbook: started here, changed here, and what became of its runs. */
export function RunbookPage() {
  const { projectId = '', name = '' } = useParams({ strict: false }) as Record<string, string>
  const runbook = useRunbook(projectId, name)
  if (runbook.data) return <Loaded runbook={runbook.data} />
  if (runbook.error)
    return (
      <Unreadable
        noun="runbook"
        isMissing={isMissing(runbook.error)}
        message={wordsOf(runbook.error)}
        wayBack={{ label: 'Open the runbooks', href: `/projects/${projectId}/runbooks` }}
        onRetry={() => void runbook.refetch()}
      />
    )
  return (
    <Page>
      <PageHeader title="Runbook" />
      <SkeletonRows label="runbook" count={6} />
    </Page>
  )
}

function Loaded({ runbook }: { runbook: Runbook }) {
  const { projectId, id, name, yaml, version } = runbook
  const { isEditing, setEditing } = useEditing()
  const navigate = useNavigate()
  const { definition } = readRunbook(yaml, null)
  const runs = useRuns(projectId, id)
  const newest = runs.data?.pages[0]
  const project = useProject(projectId).data
  const trail = [
    { label: project?.name ?? 'Project', href: `/projects/${projectId}` },
    { label: 'Runbooks', href: `/projects/${projectId}/runbooks` },
  ]
  function changed(next: Runbook) {
    void navigate({ to: `/projects/${projectId}/runbooks/${slugOf(next.name)}` as never, replace: true })
  }
  return (
    <Page>
      {project && (
        <StageNotice
          project={project}
          means="No runbook is started; one that was goes on to its next task."
        />
      )}
      <Stack>
        <PageHeader
          title={name}
          trail={trail}
          meta={definition?.description || `Version ${version}`}
          actions={
            <RunbookActions runbook={runbook} isEditing={isEditing} onEdit={() => setEditing(!isEditing)} />
          }
        />
        {newest && <RunbookStanding last={newest.items[0]} times={newest.counts.all} />}
        {isEditing && (
          <RunbookEditor projectId={projectId} known={runbook} start={yaml} onWritten={changed} />
        )}
        {!isEditing && definition && (
          <Section title="Steps" note="in the order they go">
            <StepGraph label={`Steps of ${name}`} steps={definition.steps} />
          </Section>
        )}
      </Stack>
      <EightFour>
        <Stack>
          {!isEditing && definition && <StartForm runbook={runbook} inputs={definition.inputs} />}
          <RunsSection runs={runs} />
          <Versions runbook={runbook} />
        </Stack>
        {definition && <RunbookRail runbook={runbook} definition={definition} />}
      </EightFour>
    </Page>
  )
}

/** In the address, so that who leaves the editor with what is not saved is asked as on any other page. */
function useEditing() {
  const { edit } = useSearch({ strict: false }) as { edit?: unknown }
  const navigate = useNavigate()
  const setEditing = (isEditing: boolean) => {
    const search = (isEditing ? { edit: true } : {}) as never
    void navigate({ to: '.', search, replace: true, resetScroll: false })
  }
  return { isEditing: edit === true, setEditing }
}
