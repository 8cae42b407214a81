import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode, SyntheticEvent } from 'react'
import { type DeadlineEnd, deadlineEnds } from '#domain/task/task-words.ts'
import { useNow } from '../../ui/now.ts'
import css from './Due.module.css'
import { type DueDraft, dueChoices, localText, readersZone } from './due-draft.ts'
import { dueEndWords } from './due-words.ts'

interface DueFieldsProps {
  draft: DueDraft
  error: ReactNode
  onChange: (change: Partial<DueDraft>) => void
}

/** Day and time by the reader's clock, the usual ones at hand, and what becomes of the task then. */
export function DueFields({ draft: { due, dueEnd }, error, onChange }: DueFieldsProps) {
  const now = useNow()
  const read = ({ currentTarget }: SyntheticEvent<HTMLInputElement>) =>
    onChange({ due: currentTarget.value, isDueHalf: currentTarget.validity?.badInput ?? false })
  return (
    <div className={css.fields}>
      <TextInput
        type="datetime-local"
        label="Due"
        description={`Day and time in your zone, ${readersZone()}. Empty: at no time.`}
        error={error}
        value={due}
        onChange={read}
        onBlur={read}
      />
      <div className={css.choices}>
        {dueChoices(now).map(({ label, at }) => (
          <Button
            key={label}
            size="compact-sm"
            variant="default"
            onClick={() => onChange({ due: localText(at), isDueHalf: false })}
          >
            {label}
          </Button>
        ))}
        {due !== '' && (
          <Button size="compact-sm" variant="default" onClick={() => onChange({ due: '', isDueHalf: false })}>
            At no time
          </Button>
        )}
      </div>
      {due !== '' && (
        <NativeSelect
          label="If it is still open then"
          description={dueEndWords[dueEnd].what}
          data={deadlineEnds.map((value) => ({ value, label: dueEndWords[value].choice }))}
          value={dueEnd}
          onChange={({ currentTarget }) => onChange({ dueEnd: currentTarget.value as DeadlineEnd })}
        />
      )}
    </div>
  )
}
