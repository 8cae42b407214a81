import type { Project } from '#api/projects/contract.ts'
import { SevenFive, Stack } from '../../ui/Layout.tsx'
import { Breakdown } from './Breakdown.tsx'
import { Decisions } from './Decisions.tsx'
import { Learnings } from './Learnings.tsx'
import { Money } from './Money.tsx'
import { Objectives } from './Objectives.tsx'
import { OutcomeFigures } from './OutcomeFigures.tsx'
import { OutcomesLead } from './OutcomesLead.tsx'
import { useProjectOutcomes } from './outcome-queries.ts'
import { Shipped } from './Shipped.tsx'
import { Unread } from './Unread.tsx'

/** What came of the work: what is left of the money, this week's objectives, what was decided and learned. */
export function OutcomesPlace({ project }: { project: Project }) {
  const outcomes = useProjectOutcomes(project.id)
  const { data } = outcomes
  const refusal = project.removedAt ? `${project.name} is removed.` : null
  if (!data) return <Unread noun="outcomes" query={outcomes} />
  return (
    <Stack>
      <OutcomesLead outcomes={data} />
      <OutcomeFigures projectId={project.id} outcomes={data} />
      <SevenFive>
        <Stack>
          <Objectives projectId={project.id} outcomes={data} refusal={refusal} />
          <Money projectId={project.id} outcomes={data} refusal={refusal} />
        </Stack>
        <Stack>
          <Breakdown projectId={project.id} outcomes={data} refusal={refusal} />
          <Decisions projectId={project.id} today={data.today} refusal={refusal} />
          <Shipped projectId={project.id} />
          <Learnings projectId={project.id} refusal={refusal} />
        </Stack>
      </SevenFive>
    </Stack>
  )
}
