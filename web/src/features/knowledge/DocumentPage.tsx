import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { Page } from '../../ui/Layout.tsx'
import { Markdown } from '../../ui/LazyMarkdown.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { DocumentLoaded } from './DocumentLoaded.tsx'
import { OldVersionNotice, RemovedNotice } from './DocumentNotices.tsx'
import { givenWords, sizeWords } from './document-words.ts'
import { useVersion } from './knowledge-queries.ts'
import { RemoveDocument } from './RemoveDocument.tsx'
import { useTrail } from './use-trail.ts'

/** A document as it reads; with `?version=` as it read then. */
export function DocumentPage() {
  const { documentId = '' } = useParams({ strict: false }) as { documentId?: string }
  const { version } = useSearch({ strict: false }) as { version?: number }
  return (
    <DocumentLoaded documentId={documentId}>
      {(document) => <Loaded document={document} version={Number(version) || document.version} />}
    </DocumentLoaded>
  )
}

function Loaded({ document, version }: { document: Document; version: number }) {
  const navigate = useNavigate()
  const trail = useTrail(document)
  const [isRemoving, setIsRemoving] = useState(false)
  const isOld = version !== document.version
  const old = useVersion(document.id, isOld ? version : null)
  const shown = isOld ? old.data : document
  return (
    <Page>
      {document.removedAt && <RemovedNotice document={document} />}
      {isOld && !document.removedAt && <OldVersionNotice document={document} version={version} />}
      <PageHeader
        title={shown?.title ?? document.title}
        trail={trail.slice(0, 2)}
        meta={<Meta document={document} isOld={isOld} />}
        actions={<Actions document={document} onRemove={() => setIsRemoving(true)} />}
      />
      {isRemoving && (
        <RemoveDocument
          document={document}
          onClose={() => setIsRemoving(false)}
          onRemoved={() =>
            void navigate({ to: `/projects/${document.projectId}/knowledge` as never, ignoreBlocker: true })
          }
        />
      )}
      {old.error && (
        <p role="alert">
          Version {version} cannot be read: {wordsOf(old.error)}
        </p>
      )}
      {shown ? (
        <Markdown text={shown.text} under={1} />
      ) : (
        !old.error && <SkeletonRows label="version" count={4} />
      )}
    </Page>
  )
}

function Meta({ document, isOld }: { document: Document; isOld: boolean }) {
  return (
    <Dots>
      <span>{isOld ? `version ${document.version} stands now` : `version ${document.version}`}</span>
      <span>
        {document.changedByName}, <RelativeTime at={new Date(document.changedAt)} />
      </span>
      <span>{sizeWords(document.size)}</span>
      <span>{givenWords(document.isAlways)}</span>
    </Dots>
  )
}

function Actions({ document, onRemove }: { document: Document; onRemove: () => void }) {
  const role = useRole()
  const removed = document.removedAt ? 'It was removed. Write it anew to change it.' : null
  return (
    <>
      <ActionLink href={`/documents/${document.id}/versions`} refusal={null}>
        History
      </ActionLink>
      <ActionButton refusal={refusalOf(role, 'removeDocument') ?? removed} onClick={onRemove}>
        Remove…
      </ActionButton>
      <ActionLink
        href={`/documents/${document.id}/edit`}
        refusal={refusalOf(role, 'writeDocument') ?? removed}
        variant="filled"
      >
        Edit
      </ActionLink>
    </>
  )
}
