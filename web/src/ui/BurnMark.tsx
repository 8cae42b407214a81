import css from './BurnMark.module.css'
import { type Burn, burnLook, limitOf, takenOf } from './burn-look.ts'
import { ToneMark } from './ToneMark.tsx'

/** How much of a budget is gone, by word, bar and share. `label`: which budget, for who does not see the bar. */
export function BurnMark({ burn, label }: { burn: Omit<Burn, 'period'>; label: string }) {
  const share = Math.min(100, Math.round((takenOf(burn) * 100) / limitOf(burn)))
  const look = burnLook[burn.level]
  return (
    <div className={css.burn}>
      <ToneMark look={look} isQuiet />
      <progress className={css.bar} data-tone={look.tone} value={share} max={100} aria-label={label} />
      <span className={css.share}>{share} %</span>
    </div>
  )
}
