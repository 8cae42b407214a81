import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface Few<T> {
  few: readonly T[]
  rest: ReactNode
}

/**
 * The first of them, and a button that shows the rest in place; no button where there is no rest. `count` is of all,
 * where not all are here.
 */
export function useFew<T>(rows: readonly T[], most: number, count = rows.length): Few<T> {
  const [isWhole, setWhole] = useState(false)
  const isCut = !isWhole && rows.length > most
  return {
    few: isCut ? rows.slice(0, most) : rows,
    rest: isCut && (
      <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
        and {count - most} more
      </Button>
    ),
  }
}
