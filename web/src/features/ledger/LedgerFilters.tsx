import { Button, Select } from '@mantine/core'
import { useProjects } from '../../http/shared-queries.ts'
import { Icon } from '../../ui/icons.tsx'
import { actorOptions, unlisted } from './filter-options.ts'
import { LedgerChips } from './LedgerChips.tsx'
import css from './ledger.module.css'
import { type FilterField, hasFilter, type LedgerFilter, typeNames } from './ledger-filter.ts'
import { placeOf } from './ledger-names.ts'
import { useActors, useTitleOf } from './ledger-queries.ts'

interface LedgerFiltersProps {
  filter: LedgerFilter
  onChange: (filter: LedgerFilter) => void
}

/** All of them stand in the address, so that what is shown can be sent to somebody. */
export function LedgerFilters({ filter, onChange }: LedgerFiltersProps) {
  const projects = (useProjects().data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const actors = actorOptions(useActors())
  const known = actors.flatMap(({ items }) => items)
  const set = (field: FilterField, value: string | null) => {
    const { [field]: _, ...rest } = filter
    onChange(value === null ? rest : { ...rest, [field]: value })
  }
  const props = (field: FilterField, label: string) => ({
    size: 'xs' as const,
    clearable: true,
    searchable: true,
    placeholder: label,
    'aria-label': label,
    clearButtonProps: { 'aria-label': `Clear ${label.toLowerCase()}` },
    nothingFoundMessage: 'Nothing of that name.',
    value: filter[field] ?? null,
    onChange: (value: string | null) => set(field, value),
  })
  return (
    <div className={css.filters}>
      <Select
        {...props('projectId', 'Any project')}
        data={[...projects, ...unlisted(filter.projectId, projects)]}
      />
      <Select {...props('type', 'Any entry')} data={typeNames} />
      <Select {...props('actor', 'Anyone')} data={[...actors, ...unlisted(filter.actor, known)]} />
      <LedgerChips filter={filter} onClear={(field) => set(field, null)} />
      {filter.streamId && <OneStream streamId={filter.streamId} onClear={() => set('streamId', null)} />}
      {hasFilter(filter) && (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          Clear all
        </Button>
      )}
    </div>
  )
}

function OneStream({ streamId, onClear }: { streamId: string; onClear: () => void }) {
  const title = useTitleOf(streamId)
  const { label } = placeOf(streamId, title === undefined ? {} : { [streamId]: title })
  return (
    <Button
      variant="default"
      className={css.stream}
      title={streamId}
      onClick={onClear}
      rightSection={<Icon name="close" size={12} />}
      aria-label={`Not only ${label}`}
    >
      Only {label}
    </Button>
  )
}
