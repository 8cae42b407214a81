import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Section } from '../../ui/Section.tsx'
import { BreakdownTable } from './BreakdownTable.tsx'
import css from './outcomes.module.css'
import { RateForm } from './RateForm.tsx'
import { usePeriod } from './use-period.ts'

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
  const { days, show } = usePeriod(outcomes.today)
  const [isPricing, setPricing] = useState(false)
  const role = useRole()
  return (
    <div id="left">
      <Section title="What is left" note="every line opens what it was counted from">
        <div className={css.bar}>
          <SegmentedControl
            size="xs"
            aria-label="Of which time"
            data={periods}
            value={days ? 'last30' : 'all'}
            onChange={show}
          />
        </div>
        <BreakdownTable
          projectId={projectId}
          outcomes={outcomes}
          roi={days ? outcomes.last30Days : outcomes.total}
          days={days}
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
