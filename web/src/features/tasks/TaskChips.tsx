import { FilterChip } from '../../ui/FilterChip.tsx'
import type { TaskFilter } from './task-queries.ts'

type Ships = NonNullable<TaskFilter['ships']>

/** What a figure brought along to show exactly the tasks that it counted. */
export type Counted = Pick<TaskFilter, 'blocked' | 'failure' | 'due' | 'ships'>

const shipsWords: Record<Ships, string> = {
  any: 'only what has said what it ships',
  week: 'only what ships this week or is late',
  next: 'only what ships next week',
  later: 'only what ships later or at no set time',
}
const isShips = (value: unknown): value is Ships => Object.keys(shipsWords).includes(String(value))

/** Of an address; what says nothing is dropped. */
export const countedOf = ({ blocked, failure, due, ships }: Record<string, unknown>): Counted => ({
  ...(String(blocked) === 'true' && { blocked: 'true' as const }),
  ...(due === 'idle' && { due: 'idle' as const }),
  ...(isShips(ships) && { ships }),
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
  const { blocked, failure, due, ships } = counted
  const chips: Record<keyof Counted, string | undefined> = {
    blocked: blocked && 'only what somebody has to unblock',
    due: due && 'only what is due soon with nothing done',
    ships: ships && shipsWords[ships],
    failure: failure && `only what failed so in 30 days: ${failure}`,
  }
  return (Object.keys(chips) as (keyof Counted)[]).map(
    (name) =>
      chips[name] && (
        <FilterChip key={name} label={chips[name]} onClear={() => onChange(without(counted, name))} />
      ),
  )
}
