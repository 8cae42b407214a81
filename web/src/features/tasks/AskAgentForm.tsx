import { Button, Textarea } from '@mantine/core'
import css from './DecisionCard.module.css'

interface AskAgentFormProps {
  label: string
  description: string
  button: string
  isDisabled: boolean
  text: string
  onChange: (text: string) => void
  onAsk: () => void
  onBack: () => void
}

/** A question to the agent: it gets a run of its own to answer. */
export function AskAgentForm({
  label,
  description,
  button,
  isDisabled,
  text,
  onChange,
  onAsk,
  onBack,
}: AskAgentFormProps) {
  return (
    <form
      className={css.reject}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') onAsk()
      }}
    >
      <Textarea
        autoFocus
        label={label}
        description={description}
        autosize
        minRows={2}
        maxLength={4_000}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button type="submit" disabled={isDisabled || text.trim() === ''}>
          {button}
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  )
}
