import type { RunbookRun } from '#api/runbooks/contract.ts'
import type { StepRun } from '#domain/runbook/run.ts'
import { stepOf } from '#domain/runbook/run-rules.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './runbooks.module.css'
import { stepView } from './step-view.tsx'

/** What each step that is over came to, in full. */
export function StepResults({ run }: { run: RunbookRun }) {
  const over = run.state.steps.filter(saysSomething).sort(newestFirst)
  return (
    <Section title="What came of it" count={over.length} note="newest first">
      {over.length === 0 && <QuietLine>No step is over yet.</QuietLine>}
      {over.length > 0 && (
        <RowList label="What came of it">
          {over.map((step) => (
            <Result key={step.stepId} run={run} known={step} />
          ))}
        </RowList>
      )}
    </Section>
  )
}

/** Of ways at once and branches there is nothing to say but that they are over. */
const saysSomething = ({ endedAt, taskId, text, error, dueAt }: StepRun) =>
  endedAt !== null && (taskId ?? text ?? error ?? dueAt) !== null

const newestFirst = (a: StepRun, b: StepRun) => (b.endedAt ?? '').localeCompare(a.endedAt ?? '')

function Result({ run, known }: { run: RunbookRun; known: StepRun }) {
  const step = stepOf(run.state.definition, known.stepId)
  if (!step || !known.endedAt) return null
  const { title, look, href, note } = stepView(run, step)
  return (
    <Row
      mark={
        <span className={css.mark} data-tone={look.tone}>
          <Glyph name={look.glyph} />
        </span>
      }
      title={title}
      {...(href && { href })}
      reason={known.error ?? known.summary}
      detail={
        <>
          <span>
            {look.word.toLowerCase()} {note}
          </span>
          <span>{known.stepId}</span>
          {known.attempt > 1 && <span>try {known.attempt}</span>}
        </>
      }
      aside={<RelativeTime at={new Date(known.endedAt)} as="moment" />}
    />
  )
}
