import { wordsOf } from '../../http/missing.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'

interface UnreadProps {
  noun: string
  query: { isPending: boolean; error: Error | null }
}

/** Of a list that is not here yet, or can't be read now. */
export function Unread({ noun, query: { isPending, error } }: UnreadProps) {
  if (isPending) return <SkeletonRows label={noun} count={2} />
  return (
    error && (
      <p role="alert">
        The {noun} cannot be read now. {wordsOf(error)}
      </p>
    )
  )
}
