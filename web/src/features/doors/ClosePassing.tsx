import { useState } from 'react'
import type { PolicyPage } from '#api/policies/contract.ts'
import { closedDocument, type Passing } from '#domain/grant/door-rules.ts'
import { changesBetween } from '#domain/policy/document-words.ts'
import { wordsOf } from '../../http/missing.ts'
import { usePolicy } from '../../http/shared-queries.ts'
import { NoteField } from '../../ui/NoteField.tsx'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Will } from '../../ui/Will.tsx'
import { useChangePassing } from './door-queries.ts'

interface ClosePassingProps {
  /** In its own words: Paying up to $5.00. */
  what: string
  scopeId: string
  passing: Passing
  onClose: () => void
}

/** A new version of the policy that lets it pass, with nothing else changed; what it will say stands here first. */
export function ClosePassing({ what, scopeId, passing, onClose }: ClosePassingProps) {
  const policy = usePolicy(scopeId)
  const change = useChangePassing(scopeId)
  const [note, setNote] = useState('')
  const page = policy.data
  const document = page ? closedDocument(page.document, passing) : null
  return (
    <RowPanel label={`Close ${what}`} onClose={onClose} problem={change.error}>
      {policy.isPending && <SkeletonRows label="policy" count={2} />}
      {policy.error && !page && <p role="alert">Its policy cannot be read now: {wordsOf(policy.error)}</p>}
      {page && !document && <p role="status">The policy does not let it pass any more.</p>}
      {page && document && (
        <>
          <Changes page={page} after={document} />
          <NoteField label="Why, if you want to say" value={note} onChange={setNote} />
          <PanelEnd
            action={`Close it, as version ${page.version + 1}`}
            keep="Keep it"
            isPending={change.isPending}
            look={{ color: 'danger', variant: 'outline' }}
            onConfirm={() => change.mutate({ document, note, version: page.version }, { onSuccess: onClose })}
            onClose={onClose}
          />
        </>
      )}
    </RowPanel>
  )
}

const ownerOf = ({ scope, name }: PolicyPage) => (scope === 'portfolio' ? 'all projects' : name)

function Changes({ page, after }: { page: PolicyPage; after: PolicyPage['document'] }) {
  return (
    <Will deed="Closing it">
      <li>
        make version {page.version + 1} of the policy of {ownerOf(page)}, with nothing else changed
      </li>
      {changesBetween(page.scope, page.document, after).map((change) => (
        <li key={change}>have it say: {change}</li>
      ))}
      <li>hold for runs that start from then on; those under way end by what they began with</li>
      <li>have each further call ask for approval; what was done stays done</li>
    </Will>
  )
}
