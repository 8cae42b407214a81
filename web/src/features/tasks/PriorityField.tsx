import { NativeSelect } from '@mantine/core'
import type { Task } from '#api/tasks/contract.ts'
import type { Priority } from '#domain/task/task-words.ts'
import { AskLine } from './AskLine.tsx'
import { useActionRefusal } from './past.ts'
import { useAsk } from './task-queries.ts'
import { priorityChoices } from './task-wording.ts'

/** What starts first; a task that waits in line takes its new place once the ledger has it. */
export function PriorityField({ task }: { task: Task }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'prioritiseTask')
  const isBusy = asking.phase !== 'idle'
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Priority"
        data={priorityChoices}
        value={task.priority}
        disabled={refusal !== null || isBusy}
        description={refusal ?? undefined}
        onChange={({ currentTarget }) =>
          void asking.ask({ kind: 'prioritise', priority: currentTarget.value as Priority })
        }
      />
      <AskLine asking={asking} />
    </>
  )
}
