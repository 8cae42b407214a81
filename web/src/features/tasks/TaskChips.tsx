import { FilterChip } from '../../ui/FilterChip.tsx'
import type { TaskFilter } from './task-queries.ts'

/** What a figure brought along to show exactly the tasks that it counted. */
export type Counted = Pick<TaskFilter, 'blocked' | 'failure'>

/** Of an address; what says nothing is dropped. */
export const countedOf = ({ blocked, failure }: Record<string, unknown>): Counted => ({
  ...(String(blocked) === 'true' && { blocked: 'true' as const }),
  ...(typeof failure === 'string' && failure !== '' && { failure }),
})

interface TaskChipsProps {
  counted: Counted
  onChange: (counted: Counted) => void
}

export function TaskChips({ counted: { blocked, failure }, onChange }: TaskChipsProps) {
  return (
    <>
      {blocked && (
        <FilterChip
          label="only what somebody has to unblock"
          onClear={() => onChange(failure ? { failure } : {})}
        />
      )}
      {failure && (
        <FilterChip
          label={`only what failed so in 30 days: ${failure}`}
          onClear={() => onChange(blocked ? { blocked } : {})}
        />
      )}
    </>
  )
}
