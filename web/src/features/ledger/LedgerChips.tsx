import type { GroupFilter } from '#domain/ledger/groups.ts'
import type { RunFilter } from '#domain/ledger/run-filter.ts'
import { FilterChip } from '../../ui/FilterChip.tsx'
import { useNow } from '../../ui/now.ts'
import { exact, moment } from '../../ui/time-format.ts'
import { groupLabel } from './group-words.ts'
import type { FilterField, LedgerFilter } from './ledger-filter.ts'

const runWords: Record<RunFilter, string> = {
  failed: 'only runs that failed',
  unpriced: 'only runs without a known price',
  spent: 'only ended runs, as budgets count them',
  reserved: 'only runs under way, as budgets reserve for them',
}

interface LedgerChipsProps {
  filter: LedgerFilter
  onClear: (field: FilterField) => void
}

/** What a figure brought along to show exactly what it counted. */
export function LedgerChips({ filter: { from, group, runs }, onClear }: LedgerChipsProps) {
  const now = useNow()
  const groupWords = group && groupLabel(group as GroupFilter).toLowerCase()
  return (
    <>
      {groupWords && <FilterChip label={`only ${groupWords}`} onClear={() => onClear('group')} />}
      {runs && <FilterChip label={runWords[runs as RunFilter]} onClear={() => onClear('runs')} />}
      {from && (
        <FilterChip
          label={`only since ${moment(new Date(from), now)}`}
          title={exact(new Date(from))}
          onClear={() => onClear('from')}
        />
      )}
    </>
  )
}
