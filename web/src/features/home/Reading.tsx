import { wordsOf } from '../../http/missing.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'

interface ReadingProps {
  label: string
  read: { isPending: boolean; error: Error | null }
}

/** In place of a list that is not there yet, or cannot be read. */
export function Reading({ label, read }: ReadingProps) {
  if (read.error)
    return (
      <p role="alert">
        The {label} cannot be read now: {wordsOf(read.error)}
      </p>
    )
  return read.isPending ? <SkeletonRows label={label} count={3} /> : null
}
