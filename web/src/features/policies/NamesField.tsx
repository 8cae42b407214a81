import { Checkbox, Textarea } from '@mantine/core'
import { useState } from 'react'
import { toolsIn } from '#domain/policy/tool-list.ts'
import { type FieldsProps, listProblem } from './policy-draft.ts'

interface NamesFieldProps extends FieldsProps {
  field: 'domains' | 'skills'
  /** Of the switch that says the list at all, and of the list. */
  saying: { label: string; description: string }
  list: { label: string; description: string }
}

/** A list of names that bounds something, one a line. Saying none is other than saying nothing. */
export function NamesField({ field, saying, list, draft, errors, isDisabled, onChange }: NamesFieldProps) {
  const names = draft[field]
  const [text, setText] = useState(names?.join('\n') ?? '')
  return (
    <>
      <Checkbox
        {...saying}
        checked={names !== null}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) => onChange({ [field]: checked ? toolsIn(text) : null })}
      />
      {names && (
        <Textarea
          {...list}
          autosize
          minRows={2}
          value={text}
          error={listProblem(errors, field, names)}
          disabled={isDisabled}
          onChange={({ currentTarget: { value } }) => {
            setText(value)
            onChange({ [field]: toolsIn(value) })
          }}
        />
      )}
    </>
  )
}
