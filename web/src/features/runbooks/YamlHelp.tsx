import type { CheckKind } from '#domain/quality/deliverable.ts'
import { inputTypes, type StepKind } from '#domain/runbook/runbook.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './runbooks.module.css'

/** A Record, so a new kind of step does not compile until it is explained. */
const kinds: Record<StepKind, string> = {
  task: 'an agent carries it out: agent, title, intent, deliverables, dueIn (2 d), dueEnd (late or cancel)',
  approval: 'a person decides: text, who (operator or owner)',
  wait: 'for: 2 h, or until: 2026-12-01',
  parallel: 'lists of steps that go on at once',
  branch: 'on a step, when its outcome is done, failed, …; else',
}
const checks: Record<CheckKind, string> = {
  artifact: 'it is recorded',
  url: 'an address holds a text: contains, and url where the agent does not say it',
  file: 'a file that is not empty: sha256, or any',
  json: 'its JSON matches a JSON Schema: schema, and path where the agent does not record it',
  commit: 'a git repository holds it: repository, commit, contains, branch, each of them or none',
  review: 'an operator looks at it',
}
const words: [written: string, means: string][] = [
  ['{{inputs.name}}', 'what the run was given'],
  ['{{steps.id.summary}}', 'what an earlier step said at its end'],
  ['{{steps.id.outcome}}', 'how it ended'],
]

/** What may be written, beside where it is written. */
export function YamlHelp() {
  return (
    <div className={css.stack}>
      <Section title="A step is one of">
        <Facts>
          {Object.entries(kinds).map(([kind, means]) => (
            <Fact key={kind} label={kind}>
              {means}
            </Fact>
          ))}
        </Facts>
        <QuietLine>
          A proposal of an agent is decided at its task, so an effect is no step of its own.
        </QuietLine>
      </Section>
      <Section title="In its texts">
        <dl className={css.words}>
          {words.map(([written, means]) => (
            <div key={written}>
              <dt>
                <code>{written}</code>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title="A deliverable is a title, or">
        <code className={css.address}>{'{title: Page, check: {kind: url, contains: Bread}}'}</code>
        <QuietLine>A title alone is an artifact. A check is one of</QuietLine>
        <dl className={css.words}>
          {Object.entries(checks).map(([kind, means]) => (
            <div key={kind}>
              <dt>
                <code>{kind}</code>
              </dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title="An input is one of">
        <QuietLine>{inputTypes.join(', ')}</QuietLine>
      </Section>
    </div>
  )
}
