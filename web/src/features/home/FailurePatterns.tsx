import type { FailurePattern } from '#api/home/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { hardeningTask } from '#domain/portfolio/failure-rules.ts'
import { useRole } from '../../app/me.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './home.module.css'
import { useFew } from './use-few.tsx'

const mostShown = 7

/** The same cause, by its words without ids and numbers. */
export function FailurePatterns({ patterns }: { patterns: readonly FailurePattern[] }) {
  const { few, rest } = useFew(patterns, mostShown)
  return (
    <Section
      title="Failure patterns"
      count={patterns.length}
      note="same cause, last 30 days, most often first"
    >
      {patterns.length > 0 ? (
        <RowList label="Failure patterns">
          {few.map((pattern) => (
            <PatternLine key={pattern.signature} pattern={pattern} />
          ))}
        </RowList>
      ) : (
        <EmptyState
          title="Nothing has failed in 30 days."
          first="Failures of one cause are counted together here, and you can give the cause to an agent."
        />
      )}
      {rest}
    </Section>
  )
}

function PatternLine({ pattern }: { pattern: FailurePattern }) {
  const { signature, count, taskCount, projects, first, last } = pattern
  const refusal = refusalOf(useRole(), 'createTask')
  const search = new URLSearchParams(hardeningTask(pattern))
  const tasks = new URLSearchParams({ view: 'all', failure: signature })
  return (
    <Row
      mark={<span className={css.times}>{count}×</span>}
      title={<code className={css.signature}>{signature}</code>}
      href={`/tasks?${tasks}`}
      detail={
        <>
          <span>
            in {counted(taskCount, 'task')} of{' '}
            {projects.length === 1 ? projects[0]?.name : counted(projects.length, 'project')}
          </span>
          <span>
            first <RelativeTime at={new Date(first)} as="span" />
          </span>
          <span>
            last <RelativeTime at={new Date(last)} as="span" />
          </span>
        </>
      }
      action={
        <ActionLink
          href={`/projects/${projects[0]?.id}/new-task?${search}`}
          refusal={refusal}
          variant="default"
          aria-label={`Harden against ${signature}`}
        >
          Harden
        </ActionLink>
      }
    />
  )
}
