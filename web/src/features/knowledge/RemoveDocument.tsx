import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { counted } from '../../ui/count-words.ts'
import css from './knowledge.module.css'
import { useRemoveDocument } from './knowledge-queries.ts'

interface RemoveDocumentProps {
  document: Document
  onRemoved: () => void
  onClose: () => void
}

/** Says what follows before it happens; Escape leaves it. */
export function RemoveDocument({ document, onRemoved, onClose }: RemoveDocumentProps) {
  const panel = useRef<HTMLFieldSetElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const remove = useRemoveDocument(document)
  return (
    <fieldset
      ref={panel}
      tabIndex={-1}
      aria-label={`Remove ${document.title}`}
      className={css.panel}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <p>Removing this document will</p>
      <ul className={css.will}>
        <li>give it to no run that is prepared from now on</li>
        <li>take it out of the list and of every search</li>
        <li>
          leave its {counted(document.version, 'version')} readable from the ledger, and from runs that were
          given one
        </li>
        <li>set its title free; a new document may be called the same</li>
      </ul>
      {remove.error && (
        <p role="alert" className={css.problem}>
          {remove.error.message}
        </p>
      )}
      <div className={css.buttons}>
        <Button
          color="danger"
          variant="outline"
          disabled={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: onRemoved })}
        >
          {remove.isPending ? 'Recording…' : 'Remove the document'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </fieldset>
  )
}
