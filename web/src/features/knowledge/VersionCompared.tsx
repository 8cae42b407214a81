import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { DiffView } from './DiffView.tsx'
import css from './knowledge.module.css'
import { useRestoreVersion, useVersion } from './knowledge-queries.ts'

type Comparison = 'before' | 'now'

interface VersionComparedProps {
  document: Document
  version: number
}

/** What a version changed, or what has changed since; and the way to bring it back. */
export function VersionCompared({ document, version }: VersionComparedProps) {
  const [chosen, setChosen] = useState<Comparison>('before')
  const isCurrent = version === document.version
  const shown = isCurrent || version === 1 ? (isCurrent ? 'before' : 'now') : chosen
  const its = useVersion(document.id, version)
  const before = useVersion(document.id, shown === 'before' && version > 1 ? version - 1 : null)
  const error = its.error ?? before.error
  return (
    <Section title={titleFor(version, shown, document.version)}>
      <div className={css.bar}>
        {!isCurrent && version > 1 && (
          <SegmentedControl
            aria-label="What to compare"
            value={shown}
            onChange={(value) => setChosen(value as Comparison)}
            data={[
              { value: 'before', label: `What version ${version} changed` },
              { value: 'now', label: 'What changed since' },
            ]}
          />
        )}
        <ActionLink href={`/documents/${document.id}?version=${version}`} refusal={null}>
          Read version {version}
        </ActionLink>
        {!isCurrent && <Restore document={document} version={version} sha256={its.data?.sha256} />}
      </div>
      {error && <p role="alert">They cannot be compared now: {wordsOf(error)}</p>}
      {shown === 'now' && its.data && (
        <DiffView label={`Since version ${version}`} before={its.data.text} after={document.text} />
      )}
      {shown === 'before' && its.data && (version === 1 || before.data) && (
        <DiffView label={`Version ${version}`} before={before.data?.text ?? ''} after={its.data.text} />
      )}
      {!its.data && !error && <SkeletonRows label="comparison" count={3} />}
    </Section>
  )
}

function titleFor(version: number, shown: Comparison, current: number): string {
  if (shown === 'now') return `From version ${version} to version ${current}`
  return version === 1 ? 'Version 1, the first' : `What version ${version} changed`
}

interface RestoreProps extends VersionComparedProps {
  sha256: string | undefined
}

function Restore({ document, version, sha256 }: RestoreProps) {
  const restore = useRestoreVersion(document.id)
  const removed = document.removedAt ? 'The document was removed.' : null
  const same = sha256 === document.sha256 ? 'Its text is what stands now.' : null
  const refusal = refusalOf(useRole(), 'writeDocument') ?? removed ?? same
  return (
    <>
      <ActionButton
        refusal={refusal}
        disabled={restore.isPending || sha256 === undefined}
        onClick={() => restore.mutate({ version, basedOn: document.version })}
      >
        {restore.isPending ? 'Recording…' : `Bring it back as version ${document.version + 1}`}
      </ActionButton>
      {restore.error && (
        <p role="alert" className={css.problem}>
          {restore.error.message}
        </p>
      )}
    </>
  )
}
