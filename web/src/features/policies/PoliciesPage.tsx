import { useParams } from '@tanstack/react-router'
import { usePolicy } from '../../http/shared-queries.ts'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { PolicyPlace } from './PolicyPlace.tsx'

const everybody = 'portfolio'

/** The policy of all projects, or of one agent, on a page of its own. */
export function PoliciesPage() {
  const { scopeId = everybody } = useParams({ strict: false }) as { scopeId?: string }
  const owner = usePolicy(scopeId).data
  const isAll = scopeId === everybody
  return (
    <Page>
      <PageHeader
        title={isAll ? 'Policy of all projects' : `Policy of ${owner?.name ?? 'an agent'}`}
        {...(!isAll && { trail: [{ label: 'Policy of all projects', href: '/policies' }] })}
        meta={
          <span>
            {isAll
              ? 'Every project and agent is within it; their own policies can only tighten its guardrails.'
              : 'It is within the policies of its project and of all projects, and can only tighten their guardrails.'}
          </span>
        }
      />
      <PolicyPlace scopeId={scopeId} />
    </Page>
  )
}
