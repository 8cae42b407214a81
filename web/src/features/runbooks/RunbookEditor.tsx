import { Textarea } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import type { Runbook } from '#api/runbooks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { readRunbook, type YamlProblem } from '#domain/runbook/runbook-yaml.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import { EightFour } from '../../ui/Layout.tsx'
import { SavedMeanwhile } from '../../ui/SavedMeanwhile.tsx'
import { Section } from '../../ui/Section.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import css from './RunbookEditor.module.css'
import { useWriteRunbook } from './runbook-queries.ts'
import { StepGraph } from './StepGraph.tsx'
import { useWriting } from './use-writing.ts'
import { YamlHelp } from './YamlHelp.tsx'

interface RunbookEditorProps {
  projectId: string
  /** Set: a new version of it is written. */
  known?: Runbook
  start: string
  onWritten: (runbook: Runbook) => void
}

/** The text of a runbook, what is wrong with it at its line, and its graph as it is written. */
export function RunbookEditor({ projectId, known, start, onWritten }: RunbookEditorProps) {
  const [key, setKey] = useState(newIdempotencyKey)
  const write = useWriteRunbook(projectId, key)
  const writing = useWriting(start, known, write.isPending || write.isSuccess)
  const { yaml, base, newer } = writing
  const isLeaving = useRef(false)
  const [problem, setProblem] = useState<string | null>(null)
  // What nobody has written yet is not held against them.
  const [isJudged, setJudged] = useState(false)
  const all = useAgents(projectId).data?.items
  const agents = useMemo(() => all?.filter(({ retiredAt }) => retiredAt === null) ?? null, [all])
  const read = useMemo(() => readRunbook(yaml, agents), [yaml, agents])
  const problems = isJudged && yaml.trim() !== '' ? read.problems : []
  const refusal = refusalOf(useRole(), 'writeRunbook')
  async function save(over: Runbook | undefined) {
    setJudged(true)
    if (!read.definition) return setProblem('Mend what stands beside the lines first.')
    try {
      const written = await write.mutateAsync({ yaml, known: over })
      isLeaving.current = true
      onWritten(written)
    } catch (error) {
      const errors = fieldErrorsOf(error, ['yaml'])
      setProblem(errors.yaml ?? errors.form ?? null)
      if (isKeyReused(error)) setKey(newIdempotencyKey())
    }
  }
  return (
    <form
      className={css.whole}
      onSubmit={(event) => {
        event.preventDefault()
        void save(base)
      }}
      noValidate
    >
      <UnsavedGuard isDirty={writing.isDirty} isLeaving={isLeaving} />
      <EightFour>
        <div className={css.form}>
          <Text
            yaml={yaml}
            problems={problems}
            onChange={(text) => {
              writing.setYaml(text)
              setJudged(true)
              setProblem(null)
            }}
          />
          <Problems problems={problems} />
          {newer && writing.isDirty && (
            <SavedMeanwhile
              version={newer.version}
              isBusy={write.isPending}
              onKeepMine={() => void save(newer)}
              onTakeTheirs={() => {
                writing.takeNewer()
                setProblem(null)
              }}
            >
              <p>Their text stands under Versions below; both stay there.</p>
            </SavedMeanwhile>
          )}
          <FormActions
            label={base ? `Save as version ${base.version + 1}` : 'Write the runbook'}
            isBusy={write.isPending}
            refusal={refusal}
            problem={problem}
          />
        </div>
        <YamlHelp />
      </EightFour>
      {read.definition && (
        <Section title="What it does" note="as it is written above">
          <StepGraph label={`Steps of ${read.definition.name}`} steps={read.definition.steps} />
        </Section>
      )}
    </form>
  )
}

interface TextProps {
  yaml: string
  problems: readonly YamlProblem[]
  onChange: (yaml: string) => void
}

function Text({ yaml, problems, onChange }: TextProps) {
  return (
    <div className={css.editor}>
      <Lines yaml={yaml} problems={problems} />
      <Textarea
        className={css.text}
        aria-label="Runbook in YAML"
        aria-describedby="runbook-problems"
        error={problems.length > 0}
        classNames={{ input: css.input }}
        rows={Math.max(14, yaml.split('\n').length)}
        wrap="off"
        spellCheck={false}
        value={yaml}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  )
}

function Lines({ yaml, problems }: { yaml: string; problems: readonly YamlProblem[] }) {
  const wrong = new Set(problems.map(({ line }) => line))
  return (
    <div className={css.lines} aria-hidden="true">
      {yaml.split('\n').map((_, i) => (
        <span key={i} data-wrong={wrong.has(i + 1) || undefined}>
          {i + 1}
        </span>
      ))}
    </div>
  )
}

function Problems({ problems }: { problems: readonly YamlProblem[] }) {
  return (
    <div id="runbook-problems" aria-live="polite">
      {problems.length > 0 && (
        <ul className={css.problems} aria-label="What is wrong">
          {problems.map(({ line, column, message }) => (
            <li key={`${line} ${column} ${message}`}>
              <span className={css.place}>
                Line {line}, column {column}
              </span>{' '}
              {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
