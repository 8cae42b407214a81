import type { FailurePattern } from '#api/home/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { hardeningTask } from '#domain/portfolio/failure-rules.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { useRole } from '../../app/me.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useFew } from '../../ui/use-few.tsx'
import css from './home.module.css'

const mostShown = 7

interface FailurePatternsProps {
  /** The most frequent; `count` is of all. */
  patterns: readonly FailurePattern[]
  count: number
  /** All that there are: a hardening task needs one that takes tasks. */
  projects: readonly Project[]
}

/** The same cause, by its words without ids and numbers. */
export function FailurePatterns({ patterns, count, projects }: FailurePatternsProps) {
  const { few, rest } = useFew(patterns, mostShown, count)
  return (
    <Section title="Failure patterns" count={count} note="same cause, last 30 days, most often first">
      {patterns.length > 0 ? (
        <RowList label="Failure patterns">
          {few.map((pattern) => (
            <PatternLine key={pattern.signature} pattern={pattern} all={projects} />
          ))}
        </RowList>
      ) : (
        <EmptyState
          title="Nothing has failed in 30 days."
          first="Failures of one cause are counted together here, and you can give the cause to an agent."
        />
      )}
      {rest}
      {!rest && patterns.length < count && <p>The {patterns.length} most frequent are listed here.</p>}
    </Section>
  )
}

/** Of the projects that it happened in, the first that takes tasks; or why none does. */
function hardeningPlace({ projects }: FailurePattern, all: readonly Project[]) {
  const known = all.filter(({ id }) => projects.some((one) => one.id === id))
  const refusals = known.map((project) =>
    newTaskRefusal({ ...project, isRemoved: project.removedAt !== null }),
  )
  const place = projects.find(({ id }) => known.some((one, nth) => one.id === id && refusals[nth] === null))
  if (place) return { place, refusal: null }
  if (projects.length === 1 && refusals[0]) return { place, refusal: refusals[0].message }
  return { place, refusal: 'Every project that this happened in takes no tasks. Make one active first.' }
}

function PatternLine({ pattern, all }: { pattern: FailurePattern; all: readonly Project[] }) {
  const { signature, count, taskCount, projects, first, last } = pattern
  const { place, refusal } = hardeningPlace(pattern, all)
  const roleRefusal = refusalOf(useRole(), 'createTask')
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
          href={`/projects/${place?.id}/new-task?${search}`}
          refusal={roleRefusal ?? refusal}
          variant="default"
          aria-label={`Harden against ${signature}`}
        >
          Harden
        </ActionLink>
      }
    />
  )
}
