import { useNavigate, useSearch } from '@tanstack/react-router'
import { AppLink } from '../../ui/AppLink.tsx'
import { Lead, Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { ActivityFeed } from './ActivityFeed.tsx'
import { ActivityFilters } from './ActivityFilters.tsx'
import { filterOf, type LedgerFilter, ledgerHref, strangeProjectOf } from './ledger-filter.ts'
import { useHead } from './ledger-queries.ts'
import { UnknownProject } from './UnknownProject.tsx'

/** What people, agents and the product do, in words; the ledger's own page is the raw record of the same. */
export function ActivityPage() {
  const search = useSearch({ strict: false })
  const { streamId: _stream, type: _type, from: _from, runs: _runs, ...filter } = filterOf(search)
  const strange = strangeProjectOf(search)
  const navigate = useNavigate()
  const head = useHead().data
  const show = (next: LedgerFilter) => void navigate({ to: '.', search: next as never, replace: true })
  return (
    <Page>
      <PageHeader title="Activity" />
      {head && (
        <Lead>
          {head.at ? (
            <>
              The last thing happened <RelativeTime at={new Date(head.at)} />.
            </>
          ) : (
            'Nothing has happened yet.'
          )}{' '}
          All of it is one record of{' '}
          <AppLink href={ledgerHref(filter)}>{head.position.toLocaleString('en-US')} entries</AppLink>.
        </Lead>
      )}
      <Section title="What happened" note="newest first">
        <ActivityFilters filter={filter} onChange={show} />
        {strange === null ? (
          <ActivityFeed key={JSON.stringify(filter)} filter={filter} />
        ) : (
          <UnknownProject asked={strange} whole={{ label: 'All that happened', href: '/activity' }} />
        )}
      </Section>
    </Page>
  )
}
