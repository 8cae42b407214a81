import css from './NewTaskForm.module.css'

/** The words of local/practice-gateway/script.ts that a first try needs. */
const directives = [
  ['answer: hello', 'says this and ends its turn'],
  ['update: half way', 'posts a line to the timeline'],
  ['ask: Which list? | September | November', 'asks you; options are optional'],
  [
    'effect: send_message {"to":"ada@example.com","subject":"Hi","body":"Hello"}',
    'tries this; the gate asks you first',
  ],
  ['artifact: Draft | draft.md', 'records an artifact with its place'],
  ['write: draft.md | Dear Ada', 'writes a file, where the project lets write pass'],
  ['learning: They read on Sundays | readers', 'records what is worth knowing next time'],
  ['finish: all done', 'says that the task is finished'],
  ['fail: 503', 'fails as a model provider does'],
] as const

/** Without a model there is nobody to read an intent, so it is written as a script. */
export function PracticeHelp() {
  return (
    <details className={css.help}>
      <summary>This agent lives on the practice gateway: write directives, one a line</summary>
      <dl className={css.words}>
        {directives.map(([line, what]) => (
          <div key={line} style={{ display: 'contents' }}>
            <dt>{line}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
