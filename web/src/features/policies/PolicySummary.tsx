import { wordsOf } from '../../http/missing.ts'
import { usePolicy } from '../../http/shared-queries.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { RulesInForce } from './RulesInForce.tsx'

/** For the page of whoever it is about: what holds, and the way to where it is changed. */
export function PolicySummary({ scopeId }: { scopeId: string }) {
  const policy = usePolicy(scopeId)
  if (policy.error && !policy.data)
    return <p role="alert">The policy cannot be read now: {wordsOf(policy.error)}</p>
  if (!policy.data) return <SkeletonRows label="policy" count={4} />
  return <RulesInForce page={policy.data} more={{ label: 'Its policy', href: `/policies/${scopeId}` }} />
}
