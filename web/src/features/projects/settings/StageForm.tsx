import { Button, Radio, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { type Stage, stages } from '#domain/project/stages.ts'
import { useRole } from '../../../app/me.ts'
import form from '../../../ui/form.module.css'
import { useChangeStage } from '../project-queries.ts'
import css from './settings.module.css'
import { consequenceOf, stageButtons } from './stage-words.ts'

/** Each stage with what it lets through, and beside the button what the change will do. The address may choose one. */
export function StageForm({ project }: { project: Project }) {
  const { stage: asked } = useSearch({ strict: false }) as { stage?: unknown }
  const [chosen, choose] = useState<Stage | null>(null)
  const stage = chosen ?? stages.find((one) => one === asked) ?? project.stage
  const [reason, setReason] = useState('')
  const change = useChangeStage(project.id)
  const removed = project.removedAt ? `${project.name} is removed, so it can’t be changed.` : null
  const refusal = refusalOf(useRole(), 'changeStage') ?? removed
  const isSame = stage === project.stage
  return (
    <div className={css.part}>
      <Radio.Group aria-label="Stage" value={stage} onChange={(next) => choose(next as Stage)}>
        <div className={css.stages}>
          {stages.map((one) => (
            <Radio
              key={one}
              value={one}
              size="sm"
              label={stageMeanings[one].word + (one === project.stage ? ' (now)' : '')}
              description={stageMeanings[one].means}
              disabled={refusal !== null}
            />
          ))}
        </div>
      </Radio.Group>
      {!isSame && (
        <TextInput
          label="Why"
          description="Stands wherever something waits for it. May be empty."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className={form.actions}>
        <Button
          disabled={refusal !== null || isSame || change.isPending}
          onClick={() => change.mutate({ stage, reason })}
        >
          {change.isPending ? 'Recording…' : stageButtons[stage]}
        </Button>
        <p className={css.quiet}>
          {refusal ?? (isSame ? 'Choose another stage to change it.' : consequenceOf(project, stage))}
        </p>
      </div>
      {change.error && (
        <p className={form.problem} role="alert">
          {change.error.message}
        </p>
      )}
    </div>
  )
}
