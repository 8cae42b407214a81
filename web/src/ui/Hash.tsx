import { Tooltip } from '@mantine/core'
import css from './Hash.module.css'

/** A sha256, short to read; the whole of it on hover, on focus and on touch. */
export function Hash({ value }: { value: string }) {
  if (value.length <= 16) return <code>{value}</code>
  return (
    // Dots give a fact its gutter as padding, which the button has none of.
    <span>
      <Tooltip
        label={value}
        events={{ hover: true, focus: true, touch: true }}
        multiline
        maw={320}
        className={css.whole}
      >
        <button type="button" className={css.short}>
          <code>
            {value.slice(0, 8)}…{value.slice(-4)}
          </code>
        </button>
      </Tooltip>
    </span>
  )
}
