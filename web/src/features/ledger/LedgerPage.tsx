import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { AnchorNotice } from './AnchorMark.tsx'
import { CopyHelp } from './CopyHelp.tsx'
import { HeadMark } from './HeadMark.tsx'
import { LedgerEntries } from './LedgerEntries.tsx'
import { LedgerFilters } from './LedgerFilters.tsx'
import { filterOf, type LedgerFilter, strangeProjectOf } from './ledger-filter.ts'
import { useHead } from './ledger-queries.ts'
import { UnknownProject } from './UnknownProject.tsx'

/** The one record: what happened, when and by whom. */
export function LedgerPage() {
  const search = useSearch({ strict: false })
  const filter = filterOf(search)
  const strange = strangeProjectOf(search)
  const navigate = useNavigate()
  const head = useHead()
  const show = (next: LedgerFilter) => void navigate({ to: '.', search: next as never, replace: true })
  return (
    <Page>
      <PageHeader
        title="Ledger"
        meta={head.data && <HeadMark head={head.data} />}
        actions={
          <ActionLink href="/activity" refusal={null}>
            The same in words
          </ActionLink>
        }
      />
      {head.data && <AnchorNotice anchors={head.data.anchors} />}
      <Section title="Entries" note="newest first">
        <LedgerFilters filter={filter} onChange={show} />
        {strange === null ? (
          <LedgerEntries key={JSON.stringify(filter)} filter={filter} />
        ) : (
          <UnknownProject asked={strange} whole={{ label: 'The whole ledger', href: '/ledger' }} />
        )}
      </Section>
      <CopyHelp head={head.data} />
    </Page>
  )
}
