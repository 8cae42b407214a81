import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Tone } from '../theme/tokens.ts'
import { AppLink } from './AppLink.tsx'
import css from './Figure.module.css'
import { Spark } from './Spark.tsx'

interface FigureProps {
  label: string
  value: ReactNode
  unit?: string
  /** Words, so that up or down needs no colour: "2 more than last week". */
  delta?: string
  tone?: Tone
  spark?: number[]
  href: string
}

/** Every figure opens the entries it was counted from. */
export function Figure({ label, value, unit, delta, tone, spark, href }: FigureProps) {
  return (
    <AppLink href={href} className={css.figure} data-tone={tone}>
      <span className={css.label}>{label}</span>
      <span className={css.main}>
        <span className={css.value}>{value}</span>
        {unit && <span className={css.unit}>{unit}</span>}
        {spark && (
          <span className={css.spark}>
            <Spark values={spark} />
          </span>
        )}
      </span>
      {delta && <span className={css.delta}>{delta}</span>}
    </AppLink>
  )
}

/** Of the final height while it is read: not known yet is not unknown. */
export function FigureRead({ label }: { label: string }) {
  return (
    <div role="status" aria-label={`Loading ${label}`} className={css.figure}>
      <span className={css.label}>{label}</span>
      <Skeleton className={css.read} height={14} width="56%" radius="sm" />
    </div>
  )
}

export function FigureRow({ children }: { children: ReactNode }) {
  return <div className={css.row}>{children}</div>
}
