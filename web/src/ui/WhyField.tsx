import { Textarea } from '@mantine/core'

interface WhyFieldProps {
  /** Where others will read it. */
  description: string
  value: string
  onChange: (value: string) => void
}

/** The reason of what stops work; PanelEnd says that it is missing. */
export const WhyField = ({ description, value, onChange }: WhyFieldProps) => (
  <Textarea
    label="Why"
    description={description}
    required
    autosize
    maxLength={500}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)
