import { NativeSelect } from '@mantine/core'
import type { WorkReview } from '#domain/policy/policy.ts'
import type { FieldsProps } from './policy-draft.ts'

const choices: { value: WorkReview | ''; label: string }[] = [
  { value: '', label: 'not said' },
  { value: 'declared', label: 'work whose task says so' },
  { value: 'undeclared', label: 'also work that declares no deliverable' },
  { value: 'all', label: 'all work' },
]

/** Whose work waits for an operator's look before it is done. */
export function ReviewField({ draft, errors, isDisabled, onChange }: FieldsProps) {
  return (
    <NativeSelect
      label="An operator looks at"
      description="Before it is done, and after machines have looked. A narrower policy can only ask for more; a run goes by what was said when it began."
      data={choices}
      value={draft.review ?? ''}
      error={errors.review}
      disabled={isDisabled}
      onChange={({ currentTarget: { value } }) =>
        onChange({ review: value === '' ? null : (value as WorkReview) })
      }
    />
  )
}
