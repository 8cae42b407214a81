import { useNavigate, useSearch } from '@tanstack/react-router'
import { thirtyDaysTo } from '#domain/outcome/iso-week.ts'

/** Days in UTC, both of them in it. */
export interface Days {
  from: string
  to: string
}

/** Of which time the page tells; it stands in the address. `days` is null where it is all of it. */
export function usePeriod(today: string) {
  const { period } = useSearch({ strict: false }) as { period?: unknown }
  const navigate = useNavigate()
  const days: Days | null = period === 'last30' ? thirtyDaysTo(today) : null
  const show = (next: string) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, period: next })) as never,
      replace: true,
      resetScroll: false,
    })
  return { days, show }
}
