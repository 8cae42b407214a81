import { Button } from '@mantine/core'
import { wordsOf } from '../../http/missing.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'

interface UnreadRunProps {
  run: { error: Error | null; refetch: () => unknown }
  /** What of it is shown, and in how many rows. */
  label: string
  count: number
}

/** A run where another page shows it: not here yet, or it can't be read now. */
export function UnreadRun({ run: { error, refetch }, label, count }: UnreadRunProps) {
  if (!error) return <SkeletonRows label={label} count={count} />
  return (
    <div role="alert">
      <EmptyState
        title="The run cannot be read now."
        first={wordsOf(error)}
        action={
          <Button variant="default" onClick={() => void refetch()}>
            Read it again
          </Button>
        }
      />
    </div>
  )
}
