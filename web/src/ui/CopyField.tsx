import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import css from './form.module.css'

interface CopyFieldProps {
  label: string
  description: string
  value: string
  button: string
  /** Between the field and the buttons. */
  children?: ReactNode
  /** Beside the copy button. */
  more?: ReactNode
}

const said = { copied: 'Copied.', selected: 'This browser does not copy by itself. It is selected.' }

/** A secret that is shown once: focused, selected by a click, copied by a button where the browser can. */
export function CopyField({ label, description, value, button, children, more }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState<keyof typeof said | null>(null)
  useEffect(() => field.current?.focus(), [])
  async function copy() {
    try {
      // Absent where the page came over plain http from another machine.
      await navigator.clipboard.writeText(value)
      setOutcome('copied')
    } catch {
      field.current?.select()
      setOutcome('selected')
    }
  }
  return (
    <div className={css.form}>
      <TextInput
        ref={field}
        label={label}
        description={description}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      {children}
      <div className={css.actions}>
        <Button onClick={() => void copy()}>{button}</Button>
        {more}
        <span role="status" className={css.refusal}>
          {outcome && said[outcome]}
        </span>
      </div>
    </div>
  )
}
