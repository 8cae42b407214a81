import { useParams } from '@tanstack/react-router'
import { Fragment } from 'react'
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
import { waitWords } from '../../words/wait-words.ts'
import { FrozenRun } from './FrozenRun.tsx'
import { RunActions } from './RunActions.tsx'
import { RunRail } from './RunRail.tsx'
import { runSentence } from './run-words.ts'
import { useRun } from './runbook-queries.ts'
import { StepDecision } from './StepDecision.tsx'
import { StepGraph } from './StepGraph.tsx'
import { StepResults } from './StepResults.tsx'
import { runStatusLook } from './step-look.ts'
import { stepView } from './step-view.tsx'

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
        <Lead>
          {runSentence(state)} <WaitingTasks tasks={run.tasks} />
        </Lead>
        {state.status === 'frozen' && <FrozenRun runId={run.id} />}
        {asked.map((step) => (
          <StepDecision key={`${step.stepId} ${step.attempt}`} runId={run.id} stepId={step.stepId} />
        ))}
        <Section title="Steps" note="in the order they go">
          <StepGraph
            label={`Steps of ${definition.name}`}
            steps={definition.steps}
            viewOf={(step) => stepView(run, step)}
          />
        </Section>
      </Stack>
      <EightFour>
        <StepResults run={run} />
        <RunRail run={run} />
      </EightFour>
    </Page>
  )
}

/** Tasks of the run that stand still, each in a sentence that leads there. */
const WaitingTasks = ({ tasks }: Pick<RunbookRun, 'tasks'>) =>
  tasks
    .filter(({ status, waitKind }) => status === 'waiting' && waitKind !== null)
    .map((task) => (
      <Fragment key={task.id}>
        <AppLink href={`/tasks/${task.id}`}>{task.title}</AppLink> waits {waitWords(task)}.{' '}
      </Fragment>
    ))
