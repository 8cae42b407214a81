import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import css from './form.module.css'
import { useCopy } from './use-copy.ts'

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

/** A secret that is shown once: focused, selected by a click, copied by a button where the browser can. */
export function CopyField({ label, description, value, button, children, more }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const { copy, said } = useCopy(value, () => field.current?.select())
  useEffect(() => field.current?.focus(), [])
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
          {said}
        </span>
      </div>
    </div>
  )
}
