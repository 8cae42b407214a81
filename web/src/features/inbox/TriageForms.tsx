import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { useNow } from '../../ui/now.ts'
import { snoozeRefusalOf } from './snooze-times.ts'
import css from './TriageTools.module.css'

interface PanelProps {
  label: string
  onSubmit: () => void
  onBack: () => void
  children: ReactNode
}

/** Opens below the tools: the focus goes in, Escape closes it. */
function Panel({ label, onSubmit, onBack, children }: PanelProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form
      className={css.panel}
      aria-label={label}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      {children}
    </form>
  )
}

interface SnoozeFormProps {
  items: readonly InboxItem[]
  onSnooze: (until: Date) => void
  onBack: () => void
}

export function SnoozeForm({ items, onSnooze, onBack }: SnoozeFormProps) {
  const now = useNow()
  const [text, setText] = useState('')
  const until = new Date(text)
  const isDate = !Number.isNaN(until.getTime())
  const refusal = isDate ? snoozeRefusalOf(items, until, now) : null
  return (
    <Panel label="Snooze until" onBack={onBack} onSubmit={() => isDate && !refusal && onSnooze(until)}>
      <TextInput
        type="datetime-local"
        label="It comes back"
        data-autofocus
        autoFocus
        error={refusal}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button type="submit" disabled={!isDate || refusal !== null}>
          Snooze until then
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </Panel>
  )
}

interface CloseFormProps {
  count: number
  onClose: (note: string) => void
  onBack: () => void
}

export function CloseForm({ count, onClose, onBack }: CloseFormProps) {
  const [note, setNote] = useState('')
  return (
    <Panel label="Close as seen" onBack={onBack} onSubmit={() => onClose(note)}>
      <Textarea
        label="Note for the record"
        description="It leaves the inbox and comes back when something new happens to it."
        autosize
        autoFocus
        minRows={1}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button type="submit">{count === 1 ? 'Close it as seen' : `Close ${count} as seen`}</Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </Panel>
  )
}
