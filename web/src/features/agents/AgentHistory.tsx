import { Button } from '@mantine/core'
import type { AgentReport } from '#api/agents/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { span } from '../../ui/time-format.ts'
import { outcomeWords } from '../../words/outcome-words.ts'
import { useLearnings } from './agent-queries.ts'
import css from './agents.module.css'

type Run = AgentReport['runs'][number]

/** What it did and what became of it: runs, failures, questions. */
export function AgentHistory({ report }: { report: AgentReport }) {
  return (
    <>
      <Runs runs={report.runs} />
      {report.failures.length > 0 && <Failures failures={report.failures} />}
      {report.questions.length > 0 && <Questions questions={report.questions} />}
    </>
  )
}

function Runs({ runs }: { runs: Run[] }) {
  return (
    <Section title="Recent runs" note="newest first">
      {runs.length === 0 && (
        <EmptyState title="It has not run yet." first="Give it a task: its first run stands here." />
      )}
      {runs.length > 0 && (
        <RowList label="Recent runs">
          {runs.map((run) => (
            <Row
              key={`${run.taskId}/${run.stepId}`}
              title={run.taskTitle}
              href={`/tasks/${run.taskId}`}
              detail={
                <>
                  <Outcome run={run} />
                  <Took run={run} />
                  {run.reason && <span>{run.reason}</span>}
                </>
              }
              aside={<RelativeTime at={new Date(run.queuedAt)} as="moment" />}
            />
          ))}
        </RowList>
      )}
    </Section>
  )
}

function Outcome({ run: { outcome, startedAt } }: { run: Run }) {
  if (!outcome) return <span>{startedAt ? 'running' : 'not ended'}</span>
  const { word, tone } = outcomeWords[outcome]
  return outcome === 'ok' ? (
    <span>{word}</span>
  ) : (
    <ToneMark look={{ word, tone, glyph: outcome === 'aborted' ? 'slash' : 'cross' }} />
  )
}

function Took({ run: { startedAt, endedAt } }: { run: Run }) {
  const now = useNow()
  if (!startedAt) return null
  const until = (end: number) => span(end - Date.parse(startedAt))
  return <span>{endedAt ? `took ${until(Date.parse(endedAt))}` : `for ${until(now.getTime())} so far`}</span>
}

function Failures({ failures }: Pick<AgentReport, 'failures'>) {
  return (
    <Section title="What goes wrong" note="by the first line of the error, most often first">
      <RowList label="What goes wrong">
        {failures.map(({ error, count, lastAt, lastTaskId }) => (
          <Row
            key={error}
            title={<span className={css.error}>{error}</span>}
            href={`/tasks/${lastTaskId}`}
            detail={
              <span>
                last <RelativeTime at={new Date(lastAt)} />
              </span>
            }
            aside={counted(count, 'run')}
          />
        ))}
      </RowList>
    </Section>
  )
}

function Questions({ questions }: Pick<AgentReport, 'questions'>) {
  return (
    <Section title="What it asked" note="newest first">
      <RowList label="What it asked">
        {questions.map((one) => (
          <Row
            key={one.questionId}
            title={<span className={css.said}>{one.text}</span>}
            href={`/tasks/${one.taskId}`}
            detail={
              <>
                {one.answer === null ? (
                  <ToneMark look={{ word: 'waits for an answer', tone: 'waiting', glyph: 'question' }} />
                ) : (
                  <span>
                    {one.answeredByName ?? 'Somebody'}: {one.answer}
                  </span>
                )}
                <span>{one.taskTitle}</span>
              </>
            }
            aside={<RelativeTime at={new Date(one.askedAt)} as="moment" />}
          />
        ))}
      </RowList>
    </Section>
  )
}

/** What it found out and recorded, beyond its tasks. */
export function AgentLearnings({ agentId }: { agentId: string }) {
  const learnings = useLearnings(agentId)
  const rows = learnings.data?.pages.flatMap(({ items }) => items)
  if (!rows || rows.length === 0) return null
  return (
    <Section title="What it learned" note="newest first">
      <RowList label="What it learned">
        {rows.map(({ id, text, about, at, taskId, taskTitle }) => (
          <Row
            key={id}
            title={<span className={css.said}>{text}</span>}
            href={`/tasks/${taskId}`}
            detail={
              <>
                {about && <span>about {about}</span>}
                <span>{taskTitle}</span>
              </>
            }
            aside={<RelativeTime at={new Date(at)} as="moment" />}
          />
        ))}
      </RowList>
      {learnings.hasNextPage && (
        <Button
          variant="default"
          disabled={learnings.isFetchingNextPage}
          onClick={() => void learnings.fetchNextPage()}
        >
          Older learnings
        </Button>
      )}
    </Section>
  )
}
