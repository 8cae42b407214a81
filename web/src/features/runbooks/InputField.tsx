import { Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RunbookInput } from '#domain/runbook/runbook.ts'
import { inputLabel } from './run-words.ts'

export type InputDraft = string | number | boolean

interface InputFieldProps {
  input: RunbookInput
  isDisabled: boolean
  value?: InputDraft
  error?: ReactNode
  onChange: (value: InputDraft) => void
}

/** The field that fits the type of an input. */
export function InputField({ input, isDisabled, value, error, onChange }: InputFieldProps) {
  const { name, type, description, required, options = [] } = input
  const label = inputLabel(name)
  const shared = { label, description, error, disabled: isDisabled, withAsterisk: required }
  const text = String(value ?? '')
  switch (type) {
    case 'text':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={1}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      return <NumberInput {...shared} value={value as number | string} onChange={onChange} />
    case 'boolean':
      return (
        <Checkbox
          {...{ label, description, error, disabled: isDisabled }}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...shared}
          data={options}
          allowDeselect={!required}
          comboboxProps={{ withinPortal: false }}
          value={text === '' ? null : text}
          onChange={(next) => onChange(next ?? '')}
        />
      )
    case 'date':
      return (
        <TextInput
          {...shared}
          type="date"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    default:
      return type satisfies never
  }
}
