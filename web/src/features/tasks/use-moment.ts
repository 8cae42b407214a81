import { useNavigate, useSearch } from '@tanstack/react-router'
import { timeIn } from './moments.ts'

/** The moment that the address names, so that it can be shared; null is now. */
export function useMoment(): { at: string | null; show: (at: string | null) => void } {
  const { at } = useSearch({ strict: false }) as { at?: unknown }
  const navigate = useNavigate()
  const show = (next: string | null) =>
    void navigate({
      to: '.',
      search: (next === null ? {} : { at: next }) as never,
      replace: true,
      resetScroll: false,
    })
  return { at: timeIn(at), show }
}
