import type { ReactNode } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { useDocument } from './knowledge-queries.ts'

interface DocumentLoadedProps {
  documentId: string
  children: (document: Document) => ReactNode
}

/** Reads a document for one of its pages, and says where it can't be read. */
export function DocumentLoaded({ documentId, children }: DocumentLoadedProps) {
  const document = useDocument(documentId)
  if (document.data) return children(document.data)
  if (document.error) {
    return (
      <Unreadable
        noun="document"
        isMissing={isMissing(document.error)}
        message={wordsOf(document.error)}
        wayBack={{ label: 'Open the projects', href: '/projects' }}
        onRetry={() => void document.refetch()}
      />
    )
  }
  return (
    <Page>
      <PageHeader title="Document" />
      <SkeletonRows label="document" count={6} />
    </Page>
  )
}
