import { NoteField } from './NoteField.tsx'

interface WhyFieldProps {
  /** Where others will read it. */
  description: string
  value: string
  onChange: (value: string) => void
}

/** The reason of what stops work. */
export const WhyField = (props: WhyFieldProps) => <NoteField label="Why" required {...props} />
