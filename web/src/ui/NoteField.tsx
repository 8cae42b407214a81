import { Textarea } from '@mantine/core'

interface NoteFieldProps {
  label: string
  /** Where others will read it. */
  description?: string
  required?: boolean
  value: string
  onChange: (value: string) => void
}

/** What an operator says of a deed; where it has to be said, PanelEnd says that it is missing. */
export const NoteField = ({ onChange, ...props }: NoteFieldProps) => (
  <Textarea {...props} autosize maxLength={500} onChange={(event) => onChange(event.currentTarget.value)} />
)
