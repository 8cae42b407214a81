import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { PolicyPlace } from './PolicyPlace.tsx'

/** The policy of all projects, on a page of its own. */
export function PoliciesPage() {
  return (
    <Page>
      <PageHeader
        title="Policy of all projects"
        meta={
          <span>
            Every project and agent is within it; their own policies can only tighten its guardrails.
          </span>
        }
      />
      <PolicyPlace scopeId="portfolio" />
    </Page>
  )
}
