import type { DocumentRow } from '#api/documents/contract.ts'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { givenWords, sizeWords } from './document-words.ts'

export function DocumentRows({ documents }: { documents: readonly DocumentRow[] }) {
  return (
    <RowList label="Documents">
      {documents.map((document) => (
        <Row
          key={document.id}
          mark={<Icon name={document.isAlways ? 'shield' : 'file'} />}
          title={document.title}
          href={`/documents/${document.id}`}
          detail={
            <>
              <span>{givenWords(document.isAlways)}</span>
              <span>version {document.version}</span>
              <span>
                {document.changedByName}, <RelativeTime at={new Date(document.changedAt)} />
              </span>
            </>
          }
          aside={sizeWords(document.size)}
        />
      ))}
    </RowList>
  )
}
