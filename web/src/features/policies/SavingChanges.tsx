import { TextInput } from '@mantine/core'
import css from './policies.module.css'

interface SavingChangesProps {
  changes: readonly string[]
  note: string
  onNote: (note: string) => void
}

/** What saving means, in sentences, with room for why. */
export function SavingChanges({ changes, note, onNote }: SavingChangesProps) {
  if (changes.length === 0) return null
  return (
    <div className={css.changes}>
      <p className={css.label}>Saving changes</p>
      <ul aria-label="What saving changes">
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      <TextInput
        label="Note"
        description="Why, for whoever reads the versions."
        maxLength={500}
        value={note}
        onChange={(event) => onNote(event.currentTarget.value)}
      />
    </div>
  )
}
