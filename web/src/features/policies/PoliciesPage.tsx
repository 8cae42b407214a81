import { Navigate, useLocation, useParams } from '@tanstack/react-router'
import type { PolicyPage } from '#api/policies/contract.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { isMissing } from '../../http/missing.ts'
import { usePolicy, useProject } from '../../http/shared-queries.ts'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { PolicyPlace } from './PolicyPlace.tsx'

const everybody = 'portfolio'

/** The policy of all projects, or of one agent, on a page of its own; a project's is among its places. */
export function PoliciesPage() {
  const { scopeId = everybody } = useParams({ strict: false }) as { scopeId?: string }
  const own = `/policies/${scopeId}`
  return policyPlace(scopeId) === own ? (
    <OnePolicy scopeId={scopeId} />
  ) : (
    <Elsewhere from={own} scopeId={scopeId} />
  )
}

/** Nothing more once it is on the way: this is drawn until the other page is there. */
function Elsewhere({ from, scopeId }: { from: string; scopeId: string }) {
  const { pathname, hash } = useLocation()
  return pathname === from && <Navigate to={policyPlace(scopeId) as never} hash={hash} replace />
}

function OnePolicy({ scopeId }: { scopeId: string }) {
  const policy = usePolicy(scopeId)
  const owner = policy.data
  if (policy.error && !owner && isMissing(policy.error))
    return (
      <Unreadable
        noun="policy"
        isMissing
        message={policy.error.message}
        wayBack={{ label: 'Open the policy of all projects', href: '/policies' }}
        onRetry={() => void policy.refetch()}
      />
    )
  return (
    <Page>
      {scopeId === everybody ? (
        <PageHeader
          title="Policy of all projects"
          meta={
            <span>
              Every project and agent is within it; their own policies can only tighten its guardrails.
            </span>
          }
        />
      ) : (
        <OwnHead scopeId={scopeId} owner={owner} />
      )}
      <PolicyPlace scopeId={scopeId} />
    </Page>
  )
}

function OwnHead({ scopeId, owner }: { scopeId: string; owner: PolicyPage | undefined }) {
  return (
    <PageHeader
      title={`Policy of ${owner?.name ?? 'an agent'}`}
      trail={useTrail(scopeId, owner)}
      meta={
        <span>
          It is within the policies of its project and of all projects, and can only tighten their guardrails.
        </span>
      }
    />
  )
}

/** Whose it is: the project, and the agent where it is one's. */
function useTrail(scopeId: string, owner: PolicyPage | undefined) {
  const projectId = owner?.projectId ?? null
  const project = useProject(projectId).data
  if (!owner || projectId === null) return []
  return [
    { label: project?.name ?? 'Project', href: `/projects/${projectId}` },
    ...(owner.scope === 'agent' ? [{ label: owner.name, href: `/agents/${scopeId}` }] : []),
  ]
}
