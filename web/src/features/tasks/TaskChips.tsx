import { FilterChip } from '../../ui/FilterChip.tsx'
import type { TaskFilter } from './task-queries.ts'

/** What a figure brought along to show exactly the tasks that it counted. */
export type Counted = Pick<TaskFilter, 'blocked' | 'failure' | 'due'>

/** Of an address; what says nothing is dropped. */
export const countedOf = ({ blocked, failure, due }: Record<string, unknown>): Counted => ({
  ...(String(blocked) === 'true' && { blocked: 'true' as const }),
  ...(due === 'idle' && { due: 'idle' as const }),
  ...(typeof failure === 'string' && failure !== '' && { failure }),
})

interface TaskChipsProps {
  counted: Counted
  onChange: (counted: Counted) => void
}

/** The rest of them, where one is taken away. */
const without = (counted: Counted, name: keyof Counted): Counted =>
  Object.fromEntries(Object.entries(counted).filter(([one]) => one !== name))

export function TaskChips({ counted, onChange }: TaskChipsProps) {
  const { blocked, failure, due } = counted
  return (
    <>
      {blocked && (
        <FilterChip
          label="only what somebody has to unblock"
          onClear={() => onChange(without(counted, 'blocked'))}
        />
      )}
      {due && (
        <FilterChip
          label="only what is due soon with nothing done"
          onClear={() => onChange(without(counted, 'due'))}
        />
      )}
      {failure && (
        <FilterChip
          label={`only what failed so in 30 days: ${failure}`}
          onClear={() => onChange(without(counted, 'failure'))}
        />
      )}
    </>
  )
}
