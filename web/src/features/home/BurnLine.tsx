import type { MonthSpend } from '#api/home/contract.ts'
import { costWords } from '../../ui/cost-words.ts'
import css from './home.module.css'

const width = 320
const height = 84
const base = height - 4

interface BurnLineProps {
  spend: MonthSpend
  /** Null: there is no budget to stay below. */
  limitNanoUsd: number | null
}

/** Spend so far is solid, the forecast dashed, the budget the top line. */
export function BurnLine({
  spend: { sums, spentNanoUsd, forecastNanoUsd, daysInMonth },
  limitNanoUsd,
}: BurnLineProps) {
  const forecast = forecastNanoUsd ?? spentNanoUsd
  const top = Math.max(limitNanoUsd ?? 0, forecast, spentNanoUsd, 1)
  const x = (day: number) => (day / daysInMonth) * width
  const y = (nanoUsd: number) => base - (nanoUsd / top) * (height - 12)
  const points = sums.map((sum, nth) => `${x(nth + 1).toFixed(1)},${y(sum).toFixed(1)}`).join(' ')
  const words = [
    `${costWords(spentNanoUsd)} spent by day ${sums.length}`,
    ...(limitNanoUsd === null ? [] : [`budget ${costWords(limitNanoUsd)}`]),
    `on course for ${costWords(forecast)}`,
  ].join(', ')
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={css.burn} role="img" aria-label={words}>
      {limitNanoUsd !== null && (
        <>
          <line x1="0" x2={width} y1={y(limitNanoUsd)} y2={y(limitNanoUsd)} className={css.burnBudget} />
          <text x="0" y={y(limitNanoUsd) + 14} className={css.burnWord}>
            budget
          </text>
        </>
      )}
      <line x1="0" x2={width} y1={base} y2={base} className={css.burnBase} />
      <polyline points={`0,${base} ${points}`} className={css.burnSpent} />
      <line
        x1={x(sums.length)}
        y1={y(spentNanoUsd)}
        x2={width}
        y2={y(forecast)}
        className={css.burnForecast}
      />
      <circle cx={x(sums.length)} cy={y(spentNanoUsd)} r="3" className={css.burnDot} />
    </svg>
  )
}
