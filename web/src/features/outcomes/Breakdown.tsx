import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Section } from '../../ui/Section.tsx'
import { BreakdownTable } from './BreakdownTable.tsx'
import css from './outcomes.module.css'
import { RateForm } from './RateForm.tsx'

interface BreakdownProps {
  projectId: string
  outcomes: ProjectOutcomes
  refusal: string | null
}

const periods = [
  { value: 'all', label: 'So far' },
  { value: 'last30', label: '30 days' },
]

/** What is left, line by line; every line opens what it was counted from. */
export function Breakdown({ projectId, outcomes, refusal }: BreakdownProps) {
  const search = useSearch({ strict: false }) as { period?: unknown }
  const navigate = useNavigate()
  const [isPricing, setPricing] = useState(false)
  const role = useRole()
  const isLast30 = search.period === 'last30'
  const show = (period: string) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, period })) as never,
      replace: true,
    })
  return (
    <div id="left">
      <Section title="What is left" note="every line opens what it was counted from">
        <div className={css.bar}>
          <SegmentedControl
            size="xs"
            aria-label="Of which time"
            data={periods}
            value={isLast30 ? 'last30' : 'all'}
            onChange={show}
          />
        </div>
        <BreakdownTable
          projectId={projectId}
          outcomes={outcomes}
          roi={isLast30 ? outcomes.last30Days : outcomes.total}
        />
        {isPricing ? (
          <RateForm projectId={projectId} outcomes={outcomes} onClose={() => setPricing(false)} />
        ) : (
          <div className={css.bar}>
            <ActionButton
              size="xs"
              refusal={refusal ?? refusalOf(role, 'setOperatorRate')}
              onClick={() => setPricing(true)}
            >
              Price operators’ time…
            </ActionButton>
          </div>
        )}
      </Section>
    </div>
  )
}
