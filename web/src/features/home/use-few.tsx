import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

/** The first of them, and a button that shows the rest in place; no button where there is no rest. */
export function useFew<T>(rows: readonly T[], most: number): { few: readonly T[]; rest: ReactNode } {
  const [isWhole, setWhole] = useState(false)
  const hidden = isWhole ? 0 : Math.max(0, rows.length - most)
  return {
    few: isWhole ? rows : rows.slice(0, most),
    rest: hidden > 0 && (
      <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
        and {hidden} more
      </Button>
    ),
  }
}
