import { useParams, useSearch } from '@tanstack/react-router'
import type { Document, DocumentVersion } from '#api/documents/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { counted } from '../../ui/count-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { DocumentLoaded } from './DocumentLoaded.tsx'
import { givenWords, sizeWords } from './document-words.ts'
import { useVersions } from './knowledge-queries.ts'
import { useTrail } from './use-trail.ts'
import { VersionCompared } from './VersionCompared.tsx'

/** Every version of a document, and what one of them changed. */
export function VersionsPage() {
  const { documentId = '' } = useParams({ strict: false }) as { documentId?: string }
  const { version } = useSearch({ strict: false }) as { version?: number }
  return (
    <DocumentLoaded documentId={documentId}>
      {(document) => <Loaded document={document} chosen={Number(version) || document.version} />}
    </DocumentLoaded>
  )
}

function Loaded({ document, chosen }: { document: Document; chosen: number }) {
  const versions = useVersions(document.id)
  const trail = useTrail(document)
  const items = versions.data?.items
  return (
    <Page>
      <Stack>
        <PageHeader title="History" trail={trail} />
        <Lead>
          {document.title} has {counted(document.version, 'version')}; the last is by {document.changedByName}
          , <RelativeTime at={new Date(document.changedAt)} />.
        </Lead>
      </Stack>
      <VersionCompared document={document} version={chosen} />
      <Section title="Versions" {...(items && { count: items.length })} note="newest first">
        {versions.error && <p role="alert">The versions cannot be read now: {wordsOf(versions.error)}</p>}
        {!items && !versions.error && <SkeletonRows label="versions" count={3} />}
        {items && (
          <RowList label="Versions">
            {items.map((version) => (
              <VersionRow key={version.version} document={document} version={version} chosen={chosen} />
            ))}
          </RowList>
        )}
      </Section>
    </Page>
  )
}

interface VersionRowProps {
  document: Document
  version: DocumentVersion
  chosen: number
}

function VersionRow({ document, version, chosen }: VersionRowProps) {
  const isCurrent = version.version === document.version
  const words = `Version ${version.version}${isCurrent ? ', which stands now' : ''}`
  return (
    <Row
      mark={<Icon name={version.version === chosen ? 'chevron' : 'file'} />}
      title={words}
      href={`/documents/${document.id}/versions?version=${version.version}`}
      detail={
        <>
          <span>
            {version.byName}, <RelativeTime at={new Date(version.at)} />
          </span>
          {version.restoredFrom !== null && <span>brought back from version {version.restoredFrom}</span>}
          {version.title !== document.title && <span>called {version.title}</span>}
          <span>{givenWords(version.isAlways)}</span>
        </>
      }
      aside={sizeWords(version.size)}
    />
  )
}
