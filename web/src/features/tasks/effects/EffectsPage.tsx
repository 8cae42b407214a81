import { NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { EffectRow } from '#api/effects/contract.ts'
import { wordsOf } from '../../../http/missing.ts'
import { useProjects } from '../../../http/shared-queries.ts'
import { ActionButton } from '../../../ui/ActionButton.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FilterChip } from '../../../ui/FilterChip.tsx'
import { Lead, Page } from '../../../ui/Layout.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../../ui/RowList.tsx'
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../../ui/ToneMark.tsx'
import css from '../TaskList.module.css'
import { effectLook, isStatus, statusChoices } from './effect-look.ts'
import { type EffectFilter, useEffects } from './effect-queries.ts'
import effectsCss from './effects.module.css'

/** What stands in the address; what says nothing is dropped. */
const filterOf = ({ projectId, status }: Record<string, unknown>): EffectFilter => ({
  ...(typeof projectId === 'string' && projectId.startsWith('pr_') && { projectId }),
  ...(isStatus(status) && { status }),
})

/** What agents wanted to do outside, over all projects. */
export function EffectsPage() {
  const filter = filterOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  const show = (next: EffectFilter) => void navigate({ to: '.', search: next as never, replace: true })
  const effects = useEffects(filter)
  const rows = effects.data?.pages.flatMap(({ items }) => items)
  return (
    <Page>
      <PageHeader title="Effects" />
      <Lead>
        What agents wanted to do outside: who agreed to it, and whether it was done. Each opens all that the
        ledger holds of it.
      </Lead>
      <Filters filter={filter} onChange={show} />
      {rows && rows.length > 0 && (
        <RowList label="Effects">
          {rows.map((row) => (
            <EffectLine key={row.id} row={row} />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && <NoEffects isFiltered={Object.keys(filter).length > 0} />}
      {effects.isPending && <SkeletonRows label="effects" count={4} />}
      {effects.error && <p role="alert">The effects cannot be read now. {wordsOf(effects.error)}</p>}
      {effects.hasNextPage && (
        <ActionButton
          refusal={null}
          variant="default"
          loading={effects.isFetchingNextPage}
          onClick={() => void effects.fetchNextPage()}
        >
          Earlier
        </ActionButton>
      )}
    </Page>
  )
}

interface FiltersProps {
  filter: EffectFilter
  onChange: (filter: EffectFilter) => void
}

function Filters({ filter: { projectId, status }, onChange }: FiltersProps) {
  const projects = useProjects().data?.items
  const ofProject = projectId ? { projectId } : {}
  return (
    <div className={css.bar}>
      <NativeSelect
        size="xs"
        aria-label="Which effects"
        data={[{ value: '', label: 'All' }, ...statusChoices]}
        value={status ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...ofProject, ...(isStatus(value) && { status: value }) })
        }
      />
      {projectId && (
        <FilterChip
          label={`only of ${projects?.find(({ id }) => id === projectId)?.name ?? projectId}`}
          onClear={() => onChange(status ? { status } : {})}
        />
      )}
      <span className={css.note}>the last one asked for first</span>
    </div>
  )
}

const NoEffects = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="There is none of these." first="Choose All, or take the filter away." />
  ) : (
    <EmptyState
      title="No agent wanted to do anything outside yet."
      first="Give an agent a task that sends, publishes or buys: the gate holds the call, and it is here."
    />
  )

function EffectLine({ row }: { row: EffectRow }) {
  const { id, proposal, agentName, projectName, taskTitle, isPractice } = row
  return (
    <Row
      title={proposal.tool}
      href={`/effects/${id}`}
      reason={<span className={effectsCss.words}>{taskTitle}</span>}
      detail={
        <>
          <ToneMark look={effectLook[proposal.status]} />
          <span>{agentName}</span>
          <span>{projectName}</span>
          {isPractice && <span>practice</span>}
        </>
      }
      aside={<RelativeTime at={new Date(proposal.requestedAt)} />}
    />
  )
}
