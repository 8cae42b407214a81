import type { Project } from '#api/projects/contract.ts'
import type { Runbook } from '#api/runbooks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { RunRows } from './RunRows.tsx'
import { useRunbooks, useRuns } from './runbook-queries.ts'
import css from './runbooks.module.css'
import { runStatusLook } from './step-look.ts'

type Of = Pick<Project, 'id' | 'name' | 'removedAt'>

/** What a project can be asked to run, and what runs. */
export function RunbookList({ project }: { project: Of }) {
  const runbooks = useRunbooks(project.id)
  const runs = useRuns(project.id).data?.items ?? []
  const items = runbooks.data?.items
  const refusal =
    refusalOf(useRole(), 'writeRunbook') ??
    (project.removedAt ? `${project.name} is removed, so it takes no runbooks.` : null)
  return (
    <div className={css.stack}>
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
      {runs.length > 0 && (
        <Section title="Runs" count={runs.length} note="newest first">
          <RunRows label="Runs" runs={runs} isNamed />
        </Section>
      )}
    </div>
  )
}

function RunbookRow({ runbook }: { runbook: Runbook }) {
  const { projectId, name, lastRun } = runbook
  return (
    <Row
      mark={<Icon name="file" />}
      title={name}
      href={`/projects/${projectId}/runbooks/${slugOf(name)}`}
      detail={
        <>
          <span>version {runbook.version}</span>
          <span>
            changed <RelativeTime at={new Date(runbook.changedAt)} />
          </span>
        </>
      }
      aside={
        lastRun ? (
          <span className={css.last}>
            <ToneMark look={runStatusLook[lastRun.status]} /> <RelativeTime at={new Date(lastRun.since)} />
          </span>
        ) : (
          'never ran'
        )
      }
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
      <RowList label="Runbooks to begin with">
        {runbookTemplates.map(({ id, title, says }) => (
          <Row
            key={id}
            mark={<Icon name="file" />}
            title={title}
            reason={says}
            action={
              <ActionLink
                href={`/projects/${projectId}/new-runbook?template=${id}`}
                refusal={refusal}
                aria-label={`Use ${title}`}
              >
                Use it
              </ActionLink>
            }
          />
        ))}
      </RowList>
      <div className={css.after}>
        <ActionLink href={`/projects/${projectId}/new-runbook`} refusal={refusal}>
          Begin with an empty page
        </ActionLink>
      </div>
    </>
  )
}
