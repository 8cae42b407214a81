import css from './KeyHint.module.css'

/** Says the key that does it. Hidden from assistive technology, which announces aria-keyshortcuts instead. */
export function KeyHint({ keys, isOnFill = false }: { keys: string; isOnFill?: boolean }) {
  return (
    <kbd className={css.key} data-on-fill={isOnFill || undefined}>
      {keys}
    </kbd>
  )
}
