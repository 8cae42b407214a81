import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

interface ChangedMeanwhileProps {
  /** What somebody else made of it while this was written. */
  children: ReactNode
  /** On the button that takes it; none where there is nothing to take. */
  take?: string | null
  onTake: () => void
}

export function ChangedMeanwhile({ children, take, onTake }: ChangedMeanwhileProps) {
  return (
    <p role="alert">
      {children}{' '}
      {take && (
        <Button size="compact-sm" variant="default" onClick={onTake}>
          {take}
        </Button>
      )}
    </p>
  )
}
