import type { Tone } from '../theme/tokens.ts'
import css from './Meter.module.css'

interface MeterProps {
  value: number
  of: number
  tone?: Tone
}

/** How much of a limit is used. The words beside it say the same, so it is nothing to read. */
export function Meter({ value, of, tone = 'muted' }: MeterProps) {
  const width = `${Math.min(100, (value / of) * 100)}%`
  return (
    <span className={css.meter} data-tone={tone} aria-hidden="true">
      <span className={css.fill} style={{ width }} />
    </span>
  )
}
