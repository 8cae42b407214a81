import type { Document } from '#api/documents/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { NoWayBack } from '../../ui/NoWayBack.tsx'
import css from './knowledge.module.css'
import { useRemoveDocument } from './knowledge-queries.ts'

interface RemoveDocumentProps {
  document: Document
  onRemoved: () => void
  onClose: () => void
}

export function RemoveDocument({ document, onRemoved, onClose }: RemoveDocumentProps) {
  const remove = useRemoveDocument(document)
  return (
    <NoWayBack
      action="Remove the document"
      isPending={remove.isPending}
      problem={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onRemoved })}
      onClose={onClose}
    >
      Removing {document.title} will
      <ul className={css.will}>
        <li>give it to no run that is prepared from now on</li>
        <li>take it out of the list and of every search</li>
        <li>
          leave its {counted(document.version, 'version')} readable from the ledger, and from runs that were
          given one
        </li>
        <li>set its title free; a new document may be called the same</li>
      </ul>
    </NoWayBack>
  )
}
