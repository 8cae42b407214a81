import { Button } from '@mantine/core'
import { useRef } from 'react'
import css from './CopyBlock.module.css'
import { useCopy } from './use-copy.ts'

interface CopyBlockProps {
  label: string
  text: string
  button: string
}

/** Some lines to be taken elsewhere, whole, with a button that copies them. */
export function CopyBlock({ label, text, button }: CopyBlockProps) {
  const block = useRef<HTMLPreElement>(null)
  const { copy, said } = useCopy(
    text,
    () => block.current && getSelection()?.selectAllChildren(block.current),
  )
  return (
    <figure className={css.block}>
      <figcaption className={css.label}>{label}</figcaption>
      <pre ref={block} className={css.text}>
        {text}
      </pre>
      <div className={css.actions}>
        <Button variant="default" onClick={() => void copy()}>
          {button}
        </Button>
        <span role="status" className={css.label}>
          {said}
        </span>
      </div>
    </figure>
  )
}
