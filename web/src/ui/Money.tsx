import { Tooltip } from '@mantine/core'
import css from './Money.module.css'

/** Unknown is said so, with the reason: it is never zero. */
export function Unknown({ why }: { why?: string }) {
  const word = (
    <span className={css.unknown} tabIndex={why ? 0 : undefined}>
      unknown
    </span>
  )
  return why ? <Tooltip label={why}>{word}</Tooltip> : word
}
