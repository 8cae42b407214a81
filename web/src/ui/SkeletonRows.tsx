import { Skeleton } from '@mantine/core'
import css from './SkeletonRows.module.css'

/** Rows of the final height, so that nothing moves when the data comes. */
export function SkeletonRows({ label, count }: { label: string; count: number }) {
  return (
    <div role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: count }, (_, i) => (
        <div key={i} className={css.row}>
          <Skeleton height={12} width={`${62 - i * 9}%`} radius="sm" />
          <Skeleton height={10} width={`${38 - i * 4}%`} radius="sm" />
        </div>
      ))}
    </div>
  )
}
