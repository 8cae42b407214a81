import type { Runbook } from '#api/runbooks/contract.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { useVersions } from './runbook-queries.ts'
import css from './runbooks.module.css'

/** Every text that the runbook ever was, from the record. */
export function Versions({ runbook }: { runbook: Runbook }) {
  const versions = useVersions(runbook.projectId, runbook.id).data?.items ?? []
  if (versions.length === 0) return null
  return (
    <Section title="Versions" count={versions.length} note="newest first">
      {versions.map(({ version, yaml, at, byName }) => (
        <details key={version} className={css.version}>
          <summary>
            Version {version}, by {byName} <RelativeTime at={new Date(at)} />
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so it needs the keyboard */}
          <pre tabIndex={0} className={css.yaml}>
            {yaml}
          </pre>
        </details>
      ))}
    </Section>
  )
}
