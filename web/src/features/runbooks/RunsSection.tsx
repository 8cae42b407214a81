import { wordsOf } from '../../http/missing.ts'
import { OlderButton } from '../../ui/OlderButton.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { RunRows } from './RunRows.tsx'
import type { useRuns } from './runbook-queries.ts'

interface RunsSectionProps {
  runs: ReturnType<typeof useRuns>
  /** Runs of several runbooks: each says of which. */
  isNamed?: boolean
}

/** All that ran, page by page. */
export function RunsSection({ runs, isNamed = false }: RunsSectionProps) {
  const items = runs.data?.pages.flatMap((page) => page.items)
  const all = runs.data?.pages[0]?.counts.all
  return (
    <Section title="Runs" {...(all !== undefined && { count: all })} note="newest first">
      {runs.isPending && <SkeletonRows label="runs" count={2} />}
      {runs.error && <p role="alert">The runs cannot be read now. {wordsOf(runs.error)}</p>}
      {items?.length === 0 && <QuietLine>There is none yet. Start it above.</QuietLine>}
      {items && items.length > 0 && <RunRows label="Runs" runs={items} isNamed={isNamed} />}
      <OlderButton list={runs}>Older runs</OlderButton>
    </Section>
  )
}
