import { Badge, Tooltip } from '@mantine/core'
import type { Task } from '#api/tasks/contract.ts'
import { starterWords } from '#domain/run/foreign-run-rules.ts'
import { useWaitsFor } from '../../http/shared-queries.ts'
import { useNow } from '../../ui/now.ts'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { WaitingFor } from '../../ui/WaitingFor.tsx'
import { DueMark } from './DueMark.tsx'
import { usePastRefusal } from './past.ts'
import { placeWords, waitLine, waitsSince } from './task-wording.ts'

/** State by shape and word, and what moves it next or since when it stands. */
export function TaskMeta({ task }: { task: Task }) {
  const { status, since, wait } = task.state
  const now = useNow()
  // Who else it waits for is known of now alone.
  const isNow = usePastRefusal() === null
  const others = useWaitsFor(task, isNow && wait ? wait.kind : null)
  return (
    <>
      <StatusMark status={status} />
      {wait ? (
        <>
          {task.line && <span>{placeWords(task.line)}</span>}
          <WaitingFor wait={waitLine({ ...wait, since: waitsSince(wait.since, task.line) }, now, others)} />
        </>
      ) : (
        <span>
          since <RelativeTime at={new Date(since)} as="span" />
        </span>
      )}
      <DueMark task={task} />
      {task.starter && <AdoptedBadge starter={task.starter} />}
      {task.isPractice && <PracticeBadge />}
    </>
  )
}

/** Nobody here asked for it. */
function AdoptedBadge({ starter }: { starter: NonNullable<Task['starter']> }) {
  return (
    <Tooltip label="It began on the gateway, and nobody here asked for it. It is recorded, held for approval and paid for like any other task.">
      <Badge variant="default" size="sm" tt="none" fw={500}>
        Adopted · {starterWords(starter)}
      </Badge>
    </Tooltip>
  )
}
