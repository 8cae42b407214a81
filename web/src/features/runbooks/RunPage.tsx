import { useParams } from '@tanstack/react-router'
import type { RunbookRun } from '#api/runbooks/contract.ts'
import { openSteps } from '#domain/runbook/run-rules.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EightFour, Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { RunActions } from './RunActions.tsx'
import { RunRail } from './RunRail.tsx'
import { runSentence } from './run-words.ts'
import { useRun } from './runbook-queries.ts'
import { StepDecision } from './StepDecision.tsx'
import { StepGraph } from './StepGraph.tsx'
import { StepState } from './StepState.tsx'
import { runStatusLook } from './step-look.ts'

/** One run: how far it is, what it waits for, and what may be done about it. */
export function RunPage() {
  const { runId = '' } = useParams({ strict: false }) as Record<string, string>
  const run = useRun(runId)
  if (run.data) return <Loaded run={run.data} />
  if (run.error)
    return (
      <Unreadable
        noun="run"
        isMissing={isMissing(run.error)}
        message={wordsOf(run.error)}
        wayBack={{ label: 'Open the projects', href: '/projects' }}
        onRetry={() => void run.refetch()}
      />
    )
  return (
    <Page>
      <PageHeader title="Run" />
      <SkeletonRows label="run" count={6} />
    </Page>
  )
}

function Loaded({ run }: { run: RunbookRun }) {
  const { state, projectName } = run
  const { definition, projectId } = state
  const project = `/projects/${projectId}`
  const asked = openSteps(state).filter(({ text }) => text !== null)
  return (
    <Page>
      <Stack>
        <PageHeader
          title={definition.name}
          trail={[
            { label: projectName, href: project },
            { label: 'Runbooks', href: `${project}/runbooks` },
            { label: definition.name, href: `${project}/runbooks/${slugOf(definition.name)}` },
          ]}
          meta={<ToneMark look={runStatusLook[state.status]} />}
          actions={<RunActions run={run} />}
        />
        <Lead>{runSentence(state)}</Lead>
        {asked.map((step) => (
          <StepDecision key={`${step.stepId} ${step.attempt}`} runId={run.id} stepId={step.stepId} />
        ))}
        <Section title="Steps" note="left to right">
          <StepGraph
            label={`Steps of ${definition.name}`}
            steps={definition.steps}
            detail={(step) => <StepState run={run} step={step} />}
          />
        </Section>
      </Stack>
      <EightFour>
        <Failures run={run} />
        <RunRail run={run} />
      </EightFour>
    </Page>
  )
}

/** What went wrong at which step, in full. */
function Failures({ run: { state } }: { run: RunbookRun }) {
  const wrong = state.steps.filter(({ error, outcome }) => error && outcome !== 'cancelled')
  if (wrong.length === 0) return <div />
  return (
    <Section title="What went wrong" count={wrong.length}>
      <ul>
        {wrong.map(({ stepId, error, taskId }) => (
          <li key={stepId}>
            <strong>{stepId}</strong>: {error}{' '}
            {taskId && <AppLink href={`/tasks/${taskId}`}>Open its task</AppLink>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
