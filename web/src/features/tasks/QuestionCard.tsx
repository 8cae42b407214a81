import { Button, Radio, Textarea } from '@mantine/core'
import { useId, useState } from 'react'
import type { QuestionState } from '#domain/task/task.ts'
import { Icon } from '../../ui/icons.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from '../../ui/StandingCard.module.css'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { usePageKeys } from '../../ui/use-page-keys.ts'
import { AskLine } from './AskLine.tsx'
import type { Asking } from './task-queries.ts'

interface QuestionCardProps {
  question: QuestionState
  agentName: string
  answeredBy: string | null
  refusal: string | null
  asking: Asking
  /** The keys 1 to 9 choose; for one card of a page. */
  hasKeys: boolean
}

/** What the agent needs to know before it goes on. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, agentName } = props
  const id = useId()
  return (
    <article className={css.card} aria-label={`Question of ${agentName}`}>
      <header className={css.head} data-tone="waiting">
        <Icon name="question" />
        <div>
          <h2 className={css.title}>{agentName} asks</h2>
          <p id={id} className={css.said}>
            {question.text}
          </p>
        </div>
      </header>
      {question.answer === null ? <AnswerForm {...props} labelledBy={id} /> : <Answered {...props} />}
    </article>
  )
}

function Answered({ question, answeredBy, asking }: QuestionCardProps) {
  return (
    <div className={css.body}>
      <p>
        {answeredBy ?? 'Somebody'} answered{' '}
        {question.answeredAt && <RelativeTime at={new Date(question.answeredAt)} />}:
      </p>
      <p className={css.said}>{question.answer}</p>
      <AskLine asking={asking} />
    </div>
  )
}

function AnswerForm({
  question: { questionId, options },
  refusal,
  asking,
  hasKeys,
  labelledBy,
}: QuestionCardProps & { labelledBy: string }) {
  // Nothing is chosen beforehand: a default would be the agent deciding.
  const [chosen, setChosen] = useState<string | null>(null)
  const [text, setText] = useState('')
  const nth = (index: number) => setChosen(options[index] ?? null)
  usePageKeys(hasKeys ? options.slice(0, 9).map((_, i) => [String(i + 1), () => nth(i)]) : [])
  const answer = [chosen, text.trim()].filter(Boolean).join('\n')
  const isBusy = asking.phase !== 'idle'
  return (
    <form
      className={css.body}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void asking.ask({ kind: 'answer', questionId, answer })
      }}
    >
      <UnsavedGuard isDirty={text.trim() !== '' && !isBusy} />
      {options.length > 0 && (
        <Radio.Group value={chosen} onChange={setChosen} aria-labelledby={labelledBy}>
          {options.map((option, i) => (
            <Radio
              key={option}
              value={option}
              className={css.option}
              label={
                <>
                  {option} {hasKeys && i < 9 && <KeyHint keys={String(i + 1)} />}
                </>
              }
            />
          ))}
        </Radio.Group>
      )}
      <Textarea
        label={options.length > 0 ? 'Or in your own words' : 'Your answer'}
        autosize
        minRows={2}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit" disabled={isBusy || answer === '' || refusal !== null}>
          {asking.phase === 'recording' ? 'Recording…' : 'Answer'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </form>
  )
}
