import type { Approval } from '#api/approvals/contract.ts'
import type { InboxItem } from '#api/inbox/contract.ts'
import { bulkRefusal, mostAtOnce } from '#domain/approval/bulk-rules.ts'

export type Verdict = 'approved' | 'rejected'

/** Approvals among these that may be decided together, no more than one request takes. */
export const decidedTogether = (items: readonly InboxItem[]): InboxItem[] =>
  items.filter(({ risk, waitsFor }) => risk && waitsFor === null && !bulkRefusal(risk)).slice(0, mostAtOnce)

export const proposalsOf = (items: readonly InboxItem[]): string[] =>
  items.flatMap(({ kind, subjectId }) => (kind === 'approval' && subjectId ? [subjectId] : []))

/** Why a verdict on these cannot be given together; null: some of them can. */
export function togetherRefusal(items: readonly InboxItem[]): string | null {
  const count = proposalsOf(items).length
  if (count === 0) return 'None of them is an approval. Select approvals first.'
  return count > mostAtOnce ? `No more than ${mostAtOnce} approvals are decided at once. Select fewer.` : null
}

export interface Sorted {
  decided: Approval[]
  /** What stays as it is, and why. */
  left: { approval: Approval; why: string }[]
}

/** By the server's own rules: high risk is decided alone, and an approval that this operator may not give is not given. */
export function sortedFor(verdict: Verdict, approvals: readonly Approval[]): Sorted {
  const sorted: Sorted = { decided: [], left: [] }
  for (const approval of approvals) {
    const why =
      bulkRefusal(approval.risk, approval.asked.needs)?.message ??
      (verdict === 'approved' ? approval.refusal : null)
    if (why === null) sorted.decided.push(approval)
    else sorted.left.push({ approval, why })
  }
  return sorted
}
