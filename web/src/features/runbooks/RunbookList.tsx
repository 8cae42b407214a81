import { useMemo } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { Runbook, RunCounts } from '#api/runbooks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { countedSteps } from '#domain/runbook/step-rules.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Lead, Stack } from '../../ui/Layout.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { RunsSection } from './RunsSection.tsx'
import { useRunbooks, useRuns } from './runbook-queries.ts'
import css from './runbooks.module.css'
import { runStatusLook } from './step-look.ts'
import { TemplateRows } from './TemplateRows.tsx'

type Of = Pick<Project, 'id' | 'name' | 'removedAt'>

/** What a project can be asked to run, and what runs. */
export function RunbookList({ project }: { project: Of }) {
  const runbooks = useRunbooks(project.id)
  const runs = useRuns(project.id)
  const ran = runs.data?.pages[0]?.counts
  const items = runbooks.data?.items
  const refusal =
    refusalOf(useRole(), 'writeRunbook') ??
    (project.removedAt ? `${project.name} is removed, so it takes no runbooks.` : null)
  return (
    <Stack>
      {items && ran && <Lead>{sentenceOf(items.length, ran)}</Lead>}
      <Section title="Runbooks" {...(items && { count: items.length })} note="by name">
        {runbooks.error && <p role="alert">The runbooks cannot be read now. {wordsOf(runbooks.error)}</p>}
        {runbooks.isPending && <SkeletonRows label="runbooks" count={3} />}
        {items && items.length > 0 && (
          <RowList label={`Runbooks of ${project.name}`}>
            {items.map((runbook) => (
              <RunbookRow key={runbook.id} runbook={runbook} />
            ))}
          </RowList>
        )}
        {items?.length === 0 && <NoRunbook projectId={project.id} refusal={refusal} />}
        {items && items.length > 0 && (
          <div className={css.after}>
            <ActionLink href={`/projects/${project.id}/new-runbook`} refusal={refusal}>
              New runbook
            </ActionLink>
          </div>
        )}
      </Section>
      {(runs.error || (ran && ran.all > 0)) && <RunsSection runs={runs} isNamed />}
    </Stack>
  )
}

function sentenceOf(count: number, { all, toDecide, running }: RunCounts): string {
  if (count === 0 && all === 0) return 'Nothing here goes by a runbook yet.'
  const stand = [
    ...(toDecide > 0 ? [`${counted(toDecide, 'run waits', 'runs wait')} for a decision`] : []),
    ...(running > 0 ? [`${counted(running, 'run is', 'runs are')} under way`] : []),
  ]
  const can = `${counted(count, 'runbook')} can be started here.`
  return `${can} ${stand.length === 0 ? 'Nothing of it runs now.' : `${stand.join(', ')}.`}`
}

function RunbookRow({ runbook }: { runbook: Runbook }) {
  const { id, projectId, name, lastRun, yaml } = runbook
  const definition = useMemo(() => readRunbook(yaml, null).definition, [yaml])
  const refusal = refusalOf(useRole(), 'startRunbook')
  // A name that makes no address was taken once.
  const href = `/projects/${projectId}/runbooks/${slugOf(name) || id}`
  return (
    <Row
      mark={<Icon name="file" />}
      title={name}
      href={href}
      reason={definition?.description}
      detail={
        <>
          {definition && <span>{counted(countedSteps(definition.steps).length, 'step')}</span>}
          <span>version {runbook.version}</span>
          <span>
            changed <RelativeTime at={new Date(runbook.changedAt)} />
          </span>
        </>
      }
      aside={
        <span className={css.last}>
          {lastRun ? (
            <>
              <ToneMark look={runStatusLook[lastRun.status]} />
              <RelativeTime at={new Date(lastRun.since)} />
            </>
          ) : (
            'never ran'
          )}
        </span>
      }
      action={
        <ActionLink href={`${href}#start`} refusal={refusal} aria-label={`Start ${name}`}>
          Start
        </ActionLink>
      }
      isActionWideOnly
    />
  )
}

function NoRunbook({ projectId, refusal }: { projectId: string; refusal: string | null }) {
  return (
    <>
      <EmptyState
        title="There is no runbook yet."
        first="A runbook is a sequence of steps that agents and you carry out, the same each time. Begin with one of these, or with an empty page."
      />
      <TemplateRows projectId={projectId} refusal={refusal} />
      <div className={css.after}>
        <ActionLink href={`/projects/${projectId}/new-runbook`} refusal={refusal}>
          Begin with an empty page
        </ActionLink>
      </div>
    </>
  )
}
