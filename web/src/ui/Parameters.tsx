import type { Difference } from '#domain/approval/difference-rules.ts'
import type { Parameters as Recorded } from '#domain/run/run.ts'
import css from './Parameters.module.css'
import { type ParameterLine, type Part, parameterLines } from './parameter-words.ts'

interface ParametersProps {
  parameters: Recorded
  /** Against the last call that was approved: what is the same is quieter. Left out: all has to be read. */
  differences?: readonly Difference[] | undefined
}

/** Exactly what is recorded, as text: nothing is shortened and nothing is prettified. */
export function Parameters({ parameters, differences }: ParametersProps) {
  const lines = parameterLines(parameters, differences)
  if (lines.length === 0) return <p className={css.parameters}>No parameters.</p>
  return (
    <dl className={css.parameters}>
      {lines.map((line) => (
        <div key={`${line.kind === 'removed'} ${line.name}`} className={css.parameter} data-kind={line.kind}>
          <dt>{line.name}</dt>
          <Value line={line} />
        </div>
      ))}
    </dl>
  )
}

const kindWords = { added: 'new', masked: 'masked, cannot be compared' } as const

function Value({ line: { kind, parts, before } }: { line: ParameterLine }) {
  if (kind === 'removed')
    return (
      <dd>
        <span className={css.was}>no longer there, was </span>
        <del className={css.gone}>{parts.map(({ text }) => text)}</del>
      </dd>
    )
  return (
    <dd>
      <Parts parts={parts} />
      {(kind === 'added' || kind === 'masked') && <span className={css.was}> {kindWords[kind]}</span>}
      {before && (
        <span className={css.before}>
          <span className={css.was}>was </span>
          <Parts parts={before} isGone />
        </span>
      )}
    </dd>
  )
}

function Parts({ parts, isGone = false }: { parts: readonly Part[]; isGone?: boolean }) {
  if (parts.every(({ text }) => text === '')) return <span className={css.empty}>empty</span>
  let at = 0
  return parts.map(({ text, isOwn }) => {
    at += text.length
    if (!isOwn) return <span key={at}>{text}</span>
    return isGone ? (
      <del key={at} className={css.gone}>
        {text}
      </del>
    ) : (
      <mark key={at} className={css.new}>
        {text}
      </mark>
    )
  })
}
