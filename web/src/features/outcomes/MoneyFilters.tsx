import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { MoneyFilter } from './outcome-queries.ts'
import css from './outcomes.module.css'

interface View {
  value: string
  label: string
  filter: MoneyFilter
  nothing: string
}

const everything: View = { value: 'all', label: 'All', filter: {}, nothing: 'No money is booked yet.' }
const views: View[] = [
  everything,
  {
    value: 'revenue',
    label: 'Revenue',
    filter: { kind: 'revenue', state: 'counts' },
    nothing: 'No revenue is booked yet.',
  },
  {
    value: 'cost',
    label: 'Cost',
    filter: { kind: 'cost', state: 'counts' },
    nothing: 'No cost is booked yet.',
  },
  { value: 'reversed', label: 'Reversed', filter: { state: 'reversed' }, nothing: 'Nothing was reversed.' },
]

/** Which of it is shown stands in the address, so that a figure can lead to what it was counted from. */
export function useMoneyView() {
  const { kind } = useSearch({ strict: false }) as { kind?: unknown }
  const navigate = useNavigate()
  const view = views.find(({ value }) => value === kind) ?? everything
  const show = (value: string) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, kind: value })) as never,
      replace: true,
      resetScroll: false,
    })
  return { view, filter: view.filter, show }
}

export const MoneyFilters = ({ view, onShow }: { view: View; onShow: (value: string) => void }) => (
  <div className={css.bar}>
    <SegmentedControl
      size="xs"
      aria-label="Which money"
      data={views.map(({ value, label }) => ({ value, label }))}
      value={view.value}
      onChange={onShow}
    />
  </div>
)
