import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { staleRefusal } from '#domain/document/document-rules.ts'
import { DiffView } from './DiffView.tsx'
import type { DocumentDraft } from './document-draft.ts'
import css from './knowledge.module.css'

interface FasterSaveProps {
  /** What the writing began with. */
  base: Document
  theirs: Document
  mine: DocumentDraft
  isBusy: boolean
  onKeepMine: () => void
  onTakeTheirs: () => void
}

type Comparison = 'mine' | 'theirs'

/** Somebody saved while this was written: who, what they changed, and which of the two shall stand. */
export function FasterSave({ base, theirs, mine, isBusy, onKeepMine, onTakeTheirs }: FasterSaveProps) {
  const [shown, setShown] = useState<Comparison>('theirs')
  return (
    <section className={css.panel} aria-label="A newer version">
      <p role="alert">{staleRefusal(theirs, base.version)} Both stay in the history.</p>
      <SegmentedControl
        aria-label="What to compare"
        className={css.choice}
        value={shown}
        onChange={(value) => setShown(value as Comparison)}
        data={[
          { value: 'theirs', label: `What ${theirs.changedByName} changed` },
          { value: 'mine', label: 'Theirs and yours' },
        ]}
      />
      {shown === 'theirs' ? (
        <DiffView label="What they changed" before={base.text} after={theirs.text} />
      ) : (
        <DiffView label="From theirs to yours" before={theirs.text} after={mine.text} />
      )}
      {theirs.title !== mine.title && (
        <p className={css.quiet}>
          Their title: {theirs.title}. Yours: {mine.title}.
        </p>
      )}
      <div className={css.buttons}>
        <Button variant="default" disabled={isBusy} onClick={onKeepMine}>
          {isBusy ? 'Recording…' : `Save yours as version ${theirs.version + 1}`}
        </Button>
        <Button variant="default" disabled={isBusy} onClick={onTakeTheirs}>
          Go on from theirs, drop yours
        </Button>
      </div>
    </section>
  )
}
