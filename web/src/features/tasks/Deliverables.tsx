import type { Deliverable } from '#domain/quality/deliverable.ts'
import { deliverablesOf, resultOf, standingOf } from '#domain/quality/quality-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { Dots } from '../../ui/Dots.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { PlainText } from '../../ui/PlainText.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './Deliverables.module.css'
import { checkWords, standingLooks } from './deliverable-words.ts'

interface DeliverablesProps {
  task: TaskState
  nameOf: (actor: string) => string
}

/** What the task has to deliver, where each of it stands, and by what that is known. */
export function Deliverables({ task, nameOf }: DeliverablesProps) {
  const deliverables = deliverablesOf(task)
  const proven = deliverables.filter((one) => standingOf(task, one) === 'proven').length
  return (
    <Section
      title="Deliverables"
      note={deliverables.length > 0 && `${proven} of ${deliverables.length} proven`}
    >
      {deliverables.length === 0 && <QuietLine>None declared. The agent’s word ends the task.</QuietLine>}
      <ul className={css.list}>
        {deliverables.map((deliverable) => (
          <li key={deliverable.title} className={css.item}>
            <span className={css.title}>{deliverable.title}</span>
            <ToneMark look={standingLooks[standingOf(task, deliverable)]} />
            <span className={css.sub}>{checkWords(deliverable)}</span>
            {deliverable.check.kind === 'json' && <Schema schema={deliverable.check.schema} />}
            <Known {...{ task, nameOf, deliverable }} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** What its agent is told, too long to stand in the list. */
function Schema({ schema }: { schema: unknown }) {
  return (
    <details className={css.sub}>
      <summary>The JSON Schema</summary>
      <PlainText text={JSON.stringify(schema, null, 2)} />
    </details>
  )
}

/** What was seen, by whom and when; who took it without. */
function Known({ task, nameOf, deliverable }: DeliverablesProps & { deliverable: Deliverable }) {
  const result = resultOf(task, deliverable)
  const isWaived = standingOf(task, deliverable) === 'waived'
  return (
    <>
      {result && (
        <>
          {result.evidence.words && <span className={css.seen}>{result.evidence.words}</span>}
          <span className={css.seen}>
            <Dots>
              <span>
                {result.check === 'review' && `${nameOf(result.by)} `}
                <RelativeTime at={new Date(result.at)} />
              </span>
              {result.passed && result.evidence.hash && (
                <span>
                  <Hash value={result.evidence.hash} />
                </span>
              )}
            </Dots>
          </span>
        </>
      )}
      {isWaived && task.waiver && (
        <span className={css.seen}>
          {nameOf(task.waiver.by)} accepted it <RelativeTime at={new Date(task.waiver.at)} />
          {task.waiver.note && `: ${task.waiver.note}`}
        </span>
      )}
    </>
  )
}
