import { Button } from '@mantine/core'
import type { TaskState } from '#domain/task/task.ts'
import css from '../../ui/StandingCard.module.css'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { AskLine } from './AskLine.tsx'
import type { Asking } from './task-queries.ts'

interface Card {
  task: TaskState
  agentName: string
  refusal: string | null
  asking: Asking
}

/** Failed or cancelled: the same control, the same rule. */
export function RetryCard({ task, agentName, refusal, asking }: Card) {
  const isFailed = task.status === 'failed'
  return (
    <StandingCard
      tone={isFailed ? 'danger' : 'muted'}
      icon={isFailed ? 'alert' : 'close'}
      title={isFailed ? 'The task failed' : 'The task was cancelled'}
      said={task.error || null}
    >
      <p>
        Trying again starts another run of {agentName}. What is approved and what was done is kept; nothing
        that was done is done twice.
      </p>
      <div className={css.actions}>
        <Button
          variant={isFailed ? 'filled' : 'default'}
          disabled={refusal !== null || asking.phase !== 'idle'}
          onClick={() => asking.ask({ kind: 'retry' })}
        >
          {asking.phase === 'recording' ? 'Recording…' : 'Try again'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </StandingCard>
  )
}
