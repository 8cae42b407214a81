import { SegmentedControl, Select } from '@mantine/core'
import type { Inbox, InboxItem } from '#api/inbox/contract.ts'
import { useMe } from '../../app/me.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { FilterChip } from '../../ui/FilterChip.tsx'
import { useNow } from '../../ui/now.ts'
import css from './InboxList.module.css'
import { choicesOf, countsOf, type InboxView, type View, views } from './inbox-view.ts'
import { kindLook } from './kind-look.ts'

const labels: Record<View, string> = {
  all: 'All',
  mine: 'Mine',
  unassigned: 'Unassigned',
  snoozed: 'Snoozed',
}

interface InboxFiltersProps {
  inbox: Inbox
  view: InboxView
  onView: (view: InboxView) => void
}

/** Whose, of which project, of which kind; each view says how many it holds. */
export function InboxFilters({ inbox, view, onView }: InboxFiltersProps) {
  const counts = countsOf(inbox, view, useMe().data?.id ?? '', useNow())
  const { projects, kinds } = choicesOf(inbox)
  const known = useProjects().data?.items ?? []
  const nameOf = (projectId: string) => known.find(({ id }) => id === projectId)?.name ?? projectId
  const { projectId: _project, ...anyProject } = view
  const { kind: _kind, ...anyKind } = view
  const { whom: _whom, ...anybody } = view
  const hasProjects = projects.size > 1 || view.projectId !== undefined
  const hasKinds = kinds.length > 1 || view.kind !== undefined
  return (
    <div className={css.filters}>
      <SegmentedControl
        size="xs"
        fullWidth
        value={view.view}
        onChange={(value) => onView({ ...view, view: value as View })}
        aria-label="Whose items"
        data={views.map((value) => ({
          value,
          label: `${labels[value]} ${counts[value].toLocaleString('en-US')}`,
        }))}
      />
      {view.whom && <FilterChip label="only what waits for you" onClear={() => onView(anybody)} />}
      {(hasProjects || hasKinds) && (
        <div className={css.selects}>
          {hasProjects && (
            <Select
              size="xs"
              clearable
              searchable
              aria-label="Any project"
              placeholder="Any project"
              clearButtonProps={{ 'aria-label': 'Clear any project' }}
              data={[...projects].map(([value, name]) => ({ value, label: name ?? nameOf(value) }))}
              value={view.projectId ?? null}
              onChange={(projectId) => onView(projectId ? { ...view, projectId } : anyProject)}
            />
          )}
          <Select
            size="xs"
            clearable
            aria-label="Any kind"
            placeholder="Any kind"
            clearButtonProps={{ 'aria-label': 'Clear any kind' }}
            data={kinds.map((value) => ({ value, label: kindLook[value].word }))}
            value={view.kind ?? null}
            onChange={(kind) => onView(kind ? { ...view, kind: kind as InboxItem['kind'] } : anyKind)}
          />
        </div>
      )}
    </div>
  )
}
