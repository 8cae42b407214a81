import { useParams } from '@tanstack/react-router'
import type { FindingDetail } from '#api/findings/contract.ts'
import { isStanding, meaningOf } from '#domain/drift/finding-rules.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { TemporalLink } from '../../ui/TemporalLink.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useFinding } from './drift-queries.ts'
import { FindingActions } from './FindingActions.tsx'
import { FindingHistory } from './FindingHistory.tsx'
import { FindingOutcome } from './FindingOutcome.tsx'
import { FindingSides } from './FindingSides.tsx'
import { differenceWord, lookOf, pageOf, placeOf, titleOf } from './finding-look.ts'

const trail = [
  { label: 'Executors', href: '/executors' },
  { label: 'Findings', href: '/findings' },
]

/** One difference: both values, what it means, what can be done, and what was done. */
export function FindingPage() {
  const { findingId } = useParams({ strict: false }) as { findingId: string }
  const finding = useFinding(findingId)
  if (finding.error && isMissing(finding.error))
    return (
      <Page>
        <PageHeader title="Finding" trail={trail} />
        <EmptyState
          title="There is no such finding."
          first="It may be in another Front Office. Open the list and look there."
        />
      </Page>
    )
  return (
    <Page>
      {finding.error && <p role="alert">The finding cannot be read now. {wordsOf(finding.error)}</p>}
      {finding.isPending && (
        <>
          <PageHeader title="Finding" trail={trail} />
          <SkeletonRows label="finding" count={4} />
        </>
      )}
      {finding.data && <Whole finding={finding.data} />}
    </Page>
  )
}

function Whole({ finding }: { finding: FindingDetail }) {
  return (
    <>
      <Stack>
        <PageHeader
          title={`${titleOf(finding)}: ${differenceWord[finding.difference]}`}
          trail={trail}
          meta={<Meta finding={finding} />}
        />
        <Lead>{meaningOf(finding)}</Lead>
      </Stack>
      <Section
        title={isStanding(finding) ? 'Both values' : 'Both values, as they were'}
        note={`the record beside ${placeOf(finding)}`}
      >
        <FindingSides finding={finding} />
      </Section>
      <Section title={isStanding(finding) ? 'What to do' : 'What became of it'}>
        {isStanding(finding) ? <FindingActions finding={finding} /> : <FindingOutcome finding={finding} />}
      </Section>
      <FindingHistory findingId={finding.id} />
    </>
  )
}

function Meta({ finding }: { finding: FindingDetail }) {
  const { subject, projectId, projectName, firstSeen, count } = finding
  const page = pageOf(finding)
  return (
    <Dots>
      <ToneMark look={lookOf(finding)} />
      <span>{subject.where}</span>
      {projectId && projectName && <AppLink href={`/projects/${projectId}`}>{projectName}</AppLink>}
      {page && <AppLink href={page.href}>{page.words}</AppLink>}
      <TemporalLink href={finding.temporalUrl} />
      <span>
        first seen <RelativeTime at={new Date(firstSeen)} />
      </span>
      {count > 1 && <span>appeared {count} times</span>}
    </Dots>
  )
}
