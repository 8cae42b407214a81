import { isDate } from '#domain/outcome/iso-week.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { FilterChip } from '../../ui/FilterChip.tsx'
import type { ShippedFilter } from './outcome-queries.ts'
import { dayWords } from './sum-words.ts'

/** Of an address: what says nothing, or no day, is dropped. */
export function shippedFilterOf({ projectId, since, day }: Record<string, unknown>): ShippedFilter {
  const isDay = (value: unknown): value is string => typeof value === 'string' && isDate(value)
  return {
    ...(typeof projectId === 'string' && projectId.startsWith('pr_') && { projectId }),
    ...(isDay(since) && { since }),
    ...(isDay(day) && { day }),
  }
}

interface ShippedChipsProps {
  filter: ShippedFilter
  onChange: (filter: ShippedFilter) => void
}

/** What a figure brought along to show exactly what it counted. */
export function ShippedChips({ filter, onChange }: ShippedChipsProps) {
  const projects = useProjects().data?.items
  const { projectId, since, day } = filter
  const without = (field: keyof ShippedFilter) => {
    const { [field]: _, ...rest } = filter
    onChange(rest)
  }
  return (
    <>
      {projectId && (
        <FilterChip
          label={`only of ${projects?.find(({ id }) => id === projectId)?.name ?? projectId}`}
          onClear={() => without('projectId')}
        />
      )}
      {since && <FilterChip label={`only since ${dayWords(since)}`} onClear={() => without('since')} />}
      {day && <FilterChip label={`only of ${dayWords(day)}`} onClear={() => without('day')} />}
    </>
  )
}
