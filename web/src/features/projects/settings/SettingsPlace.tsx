import type { ReactNode } from 'react'
import type { Project } from '#api/projects/contract.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { useAgents } from '../../../http/shared-queries.ts'
import { counted } from '../../../ui/count-words.ts'
import { Lead, Stack } from '../../../ui/Layout.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Section } from '../../../ui/Section.tsx'
import { RemoveProject } from '../RemoveProject.tsx'
import { DetailsForm } from './DetailsForm.tsx'
import { StageForm } from './StageForm.tsx'
import css from './settings.module.css'

interface SettingsPlaceProps {
  project: Project
  /** A piece of another feature, which the app gives. */
  killSwitch?: ReactNode
}

/** What the project is called, what it is for, and whether it works now. */
export function SettingsPlace({ project, killSwitch }: SettingsPlaceProps) {
  const agents = useAgents(project.id).data?.items
  return (
    <Stack>
      <StageLead project={project} />
      <Section title="Stage" note="decides whether runs start">
        <StageForm key={project.stage} project={project} />
      </Section>
      {killSwitch && (
        <Section title="Kill switch" note="ends what runs now as well">
          {killSwitch}
        </Section>
      )}
      <Section title="Name and mission" note="agents read both with every run">
        <DetailsForm project={project} />
      </Section>
      <Section title="Remove">
        <div className={css.part}>
          <p className={css.quiet}>
            {project.isSample
              ? 'This is the sample; it is removed from the notice above.'
              : 'For good: its open tasks are cancelled and it leaves every list. To stop it for a while, pause it.'}
          </p>
          {!project.isSample && <RemoveProject project={project} agents={agents?.length ?? null} />}
        </div>
      </Section>
    </Stack>
  )
}

function StageLead({ project }: { project: Project }) {
  const { name, stage, stageReason, stageSince, heldTasks } = project
  const word = stageMeanings[stage].word.toLowerCase()
  return (
    <Lead>
      {name} is {stage === 'idea' ? 'an idea' : word} since{' '}
      <RelativeTime at={new Date(stageSince)} as="span" />
      {stageReason && `: ${stageReason}`}.
      {heldTasks > 0 && ` ${counted(heldTasks, 'task')} ${heldTasks === 1 ? 'waits' : 'wait'} to start.`}
    </Lead>
  )
}
