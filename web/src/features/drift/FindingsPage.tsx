import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FindingRow } from '#api/findings/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { OlderButton } from '../../ui/OlderButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useFindings, type View } from './drift-queries.ts'
import { FindingRows } from './FindingRows.tsx'
import { LookRows } from './LookRows.tsx'
import { leadOf } from './look-words.ts'

const views = ['open', 'ignored', 'settled'] as const satisfies View[]
type Shown = (typeof views)[number]
const titles: Record<Shown, string> = { open: 'Open', ignored: 'Ignored', settled: 'Settled' }
const notes: Record<Shown, string> = {
  open: 'what stops work first, then the oldest',
  ignored: 'hidden until they change',
  settled: 'repaired, adopted or gone; last one first',
}
const none: Record<Shown, { title: string; first: string }> = {
  open: {
    title: 'No difference is open.',
    first: 'What the looks below compared is as the record has it. A look now checks it again.',
  },
  ignored: {
    title: 'Nothing is ignored.',
    first: 'What you ignore waits here, and comes back when it changes.',
  },
  settled: {
    title: 'Nothing was settled yet.',
    first: 'What was repaired, adopted or went away by itself is kept here with its history.',
  },
}

/** Where the record and what is there disagree: a person repairs, adopts or ignores it. */
export function FindingsPage() {
  const asked = (useSearch({ strict: false }) as { view?: string }).view
  const view = views.find((one) => one === asked) ?? 'open'
  const navigate = useNavigate()
  const findings = useFindings(view)
  const data = findings.data?.pages[0]
  return (
    <Page>
      <Stack>
        <PageHeader title="Findings" trail={[{ label: 'Executors', href: '/executors' }]} />
        {data && <Lead>{leadOf(data.counts.open, data.looks)}</Lead>}
      </Stack>
      <Section title={titles[view]} {...(data && { count: data.counts[view] })} note={notes[view]}>
        <div>
          <SegmentedControl
            aria-label="Which findings"
            size="xs"
            value={view}
            onChange={(value) => void navigate({ to: '/findings', search: { view: value } as never })}
            data={views.map((one) => ({ value: one, label: titles[one] }))}
          />
        </div>
        {findings.error && (
          <p role="alert">
            {data ? 'This may be old: the findings' : 'The findings'} cannot be read now.{' '}
            {wordsOf(findings.error)}
          </p>
        )}
        {findings.isPending && <SkeletonRows label="findings" count={3} />}
        {findings.data && <List view={view} items={findings.data.pages.flatMap(({ items }) => items)} />}
        <OlderButton list={findings}>More findings</OlderButton>
      </Section>
      {data && (
        <Section
          title="Last looks"
          note="jobs, agents and the files that say who an agent is; MEMORY.md is its own to write"
        >
          <LookRows looks={data.looks} />
        </Section>
      )}
    </Page>
  )
}

function List({ view, items }: { view: Shown; items: readonly FindingRow[] }) {
  if (items.length === 0) return <EmptyState {...none[view]} />
  return <FindingRows label={`${titles[view]} findings`} items={items} />
}
