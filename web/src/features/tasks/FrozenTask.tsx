import type { Task } from '#api/tasks/contract.ts'
import { FrozenCard } from '../../ui/FrozenCard.tsx'
import { forkedFacts } from '../../words/fork-words.ts'
import { AskLine } from './AskLine.tsx'
import { useActionRefusal } from './past.ts'
import { useAsk } from './task-queries.ts'
import { aboutOf } from './timeline-groups.ts'

/** The two accounts of a frozen task, and the word that settles them. */
export function FrozenTask({ task: { id, state, agentName, temporalUrl } }: { task: Task }) {
  const asking = useAsk(id, state)
  return (
    <FrozenCard
      title="The task is frozen"
      said={state.error}
      {...forkedFacts(state.fork, aboutOf(state))}
      goingOn={
        'Going on starts a new run of the workflow from the record. What is approved stays approved, nothing that ' +
        `was done is done twice, and ${agentName} is told what came of it.`
      }
      ending="Ending it withdraws what waits and ends its run; what was done stays done."
      endLabel="End the task"
      temporalUrl={temporalUrl}
      refusal={useActionRefusal(state, 'settleFork')}
      isRecording={asking.phase === 'recording'}
      isBusy={asking.phase !== 'idle'}
      line={(refusal) => <AskLine asking={asking} refusal={refusal} />}
      onSettle={(verdict, reason) => asking.ask({ kind: 'fork', verdict, reason })}
    />
  )
}
