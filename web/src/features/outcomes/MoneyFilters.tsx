import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FilterChip } from '../../ui/FilterChip.tsx'
import type { MoneyFilter } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { usePeriod } from './use-period.ts'

interface View {
  value: string
  label: string
  filter: MoneyFilter
  nothing: string
  nothingLately: string
}

const everything: View = {
  value: 'all',
  label: 'All',
  filter: {},
  nothing: 'No money is booked yet.',
  nothingLately: 'No money of the last 30 days is booked.',
}
const views: View[] = [
  everything,
  {
    value: 'revenue',
    label: 'Revenue',
    filter: { kind: 'revenue', state: 'counts' },
    nothing: 'No revenue is booked yet.',
    nothingLately: 'No revenue of the last 30 days is booked.',
  },
  {
    value: 'cost',
    label: 'Cost',
    filter: { kind: 'cost', state: 'counts' },
    nothing: 'No cost is booked yet.',
    nothingLately: 'No cost of the last 30 days is booked.',
  },
  {
    value: 'reversed',
    label: 'Reversed',
    filter: { state: 'reversed' },
    nothing: 'Nothing was reversed.',
    nothingLately: 'Nothing of the last 30 days was reversed.',
  },
]

/** Which of it is shown stands in the address, so that a figure can lead to what it was counted from. */
export function useMoneyView(today: string) {
  const { kind } = useSearch({ strict: false }) as { kind?: unknown }
  const { days, show: showOf } = usePeriod(today)
  const navigate = useNavigate()
  const view = views.find(({ value }) => value === kind) ?? everything
  const show = (value: string) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, kind: value })) as never,
      replace: true,
      resetScroll: false,
    })
  return {
    view,
    filter: { ...view.filter, ...days },
    nothing: days ? view.nothingLately : view.nothing,
    show,
    showAllTime: days && (() => showOf('all')),
  }
}

interface MoneyFiltersProps {
  view: View
  onShow: (value: string) => void
  /** Null: money of all time is shown. */
  onAllTime: (() => void) | null
}

export const MoneyFilters = ({ view, onShow, onAllTime }: MoneyFiltersProps) => (
  <div className={css.bar}>
    <SegmentedControl
      size="xs"
      aria-label="Which money"
      data={views.map(({ value, label }) => ({ value, label }))}
      value={view.value}
      onChange={onShow}
    />
    {onAllTime && <FilterChip label="only of the last 30 days" onClear={onAllTime} />}
  </div>
)
