import css from './PlainText.module.css'

/** A text as it is, sign for sign, in a box of its own; a long one is scrolled, by the keyboard as well. */
export function PlainText({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <pre className={css.text} tabIndex={0}>
      {text}
    </pre>
  )
}
