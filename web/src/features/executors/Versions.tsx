import type { Executor } from '#api/executors/contract.ts'
import type { Part } from '#domain/executor/tested-versions.ts'
import { lastVersionsOf, mismatchesOf, versionsOf } from '#domain/executor/version-rules.ts'
import { Unknown } from '../../ui/Money.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import css from './ExecutorRow.module.css'

const itself =
  'A stand-in for OpenClaw with scripted answers: no model is asked and nothing leaves this machine.'

/** Why a part's version is not known. */
const unknownWhy: Record<Part, string> = {
  worker: 'The worker has not reported yet.',
  gateway: 'The worker is not connected to its gateway.',
  plugin: 'The worker is not connected, or the plugin is too old to say it.',
  protocol: 'The worker is not connected to its gateway.',
}
const parts = Object.keys(unknownWhy) as Part[]

/** What is installed, each by its version, with a warning where it is not what was tested together. */
export function Versions({ report }: Pick<Executor, 'report'>) {
  const found = versionsOf(report)
  const last = lastVersionsOf(report)
  const mismatches = mismatchesOf(found)
  return (
    <div className={css.versions}>
      {parts.map((part) => (
        <span key={part}>
          {part}{' '}
          {found[part] ?? (last[part] ? `${last[part]}, last seen` : <Unknown why={unknownWhy[part]} />)}
        </span>
      ))}
      {report?.gateway?.isPractice && <PracticeBadge why={itself} />}
      {mismatches.map(({ part, found: version, tested }) => (
        <span key={part} className={css.warning} data-tone="waiting">
          {part} {version} is not what was tested: that is {tested}
        </span>
      ))}
    </div>
  )
}
