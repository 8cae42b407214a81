import type { DocumentHit } from '#api/documents/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './knowledge.module.css'
import { useDocumentSearch } from './knowledge-queries.ts'

/** Sections that hold what was typed, best first; the words are marked where they stand. */
export function SearchHits({ projectId, words }: { projectId: string; words: string }) {
  const { data, error } = useDocumentSearch(projectId, words)
  if (error) return <p role="alert">The documents cannot be searched now: {wordsOf(error)}</p>
  if (!data) return <SkeletonRows label="hits" count={3} />
  if (data.items.length === 0) {
    return (
      <EmptyState
        title={`No document holds “${words}”.`}
        first="Words are found in every form; try fewer of them, or others."
      />
    )
  }
  return (
    <RowList label="Sections found">
      {data.items.map((hit) => (
        <Hit key={`${hit.documentId}/${hit.ordinal}`} hit={hit} />
      ))}
    </RowList>
  )
}

function Hit({ hit }: { hit: DocumentHit }) {
  const place = hit.heading && hit.heading !== hit.title ? `${hit.title} › ${hit.heading}` : hit.title
  return (
    <Row
      mark={<Icon name="file" />}
      title={place}
      href={`/documents/${hit.documentId}`}
      reason={
        <span className={css.excerpt}>
          {hit.excerpt.map(({ text, isHit }, at) =>
            isHit ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
          )}
        </span>
      }
      detail={<span>version {hit.version}</span>}
    />
  )
}
