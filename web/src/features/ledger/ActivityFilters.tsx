import { Button, Select } from '@mantine/core'
import { groupFilters } from '#domain/ledger/groups.ts'
import { useProjects } from '../../http/shared-queries.ts'
import css from './activity.module.css'
import { actorOptions, unlisted } from './filter-options.ts'
import { groupLabel } from './group-words.ts'
import { hasFilter, type LedgerFilter } from './ledger-filter.ts'
import { useActors } from './ledger-queries.ts'

interface ActivityFiltersProps {
  filter: LedgerFilter
  onChange: (filter: LedgerFilter) => void
}

const groups = groupFilters.map((value) => ({ value, label: groupLabel(value) }))

/** They stand in the address, so that what is shown can be sent to somebody. */
export function ActivityFilters({ filter, onChange }: ActivityFiltersProps) {
  const projects = (useProjects().data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const actors = actorOptions(useActors())
  const known = actors.flatMap(({ items }) => items)
  const props = (field: 'projectId' | 'group' | 'actor', label: string) => ({
    size: 'xs' as const,
    clearable: true,
    searchable: true,
    placeholder: label,
    'aria-label': label,
    clearButtonProps: { 'aria-label': `Clear ${label.toLowerCase()}` },
    nothingFoundMessage: 'Nothing of that name.',
    value: filter[field] ?? null,
    onChange: (value: string | null) => {
      const { [field]: _, ...rest } = filter
      onChange(value === null ? rest : { ...rest, [field]: value })
    },
  })
  return (
    <div className={css.filters}>
      <Select
        {...props('projectId', 'Any project')}
        data={[...projects, ...unlisted(filter.projectId, projects)]}
      />
      <Select {...props('group', 'Anything')} data={groups} />
      <Select {...props('actor', 'Anyone')} data={[...actors, ...unlisted(filter.actor, known)]} />
      {hasFilter(filter) && (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          Clear all
        </Button>
      )}
    </div>
  )
}
