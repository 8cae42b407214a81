import type { Executor } from '#api/executors/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { Unknown } from '../../ui/Money.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from './ExecutorRow.module.css'

/** How busy it is: what runs, what is free, what waits, and how long the oldest of it has. */
export function ExecutorLoad({ executor }: { executor: Executor }) {
  const { runningTasks, waitingTasks, oldestWaitSince, heldRuns } = executor
  return (
    <div className={css.load}>
      <span>
        <strong>{runningTasks}</strong> running
      </span>
      <Slots executor={executor} />
      <span>
        <strong>{waitingTasks}</strong> waiting
        {oldestWaitSince && (
          <>
            , oldest <RelativeTime at={new Date(oldestWaitSince)} as="span" />
          </>
        )}
      </span>
      {heldRuns > 0 && (
        <span>
          <strong>{heldRuns}</strong> held by its limit of runs at once
        </span>
      )}
      <Queue executor={executor} />
    </div>
  )
}

function Slots({ executor: { load } }: { executor: Executor }) {
  if (load?.slots)
    return (
      <span>
        {load.slots.used} of {counted(load.slots.used + load.slots.free, 'run slot')} used, {load.slots.free}{' '}
        free
      </span>
    )
  const why = load
    ? 'Temporal sees no worker of it that takes runs now.'
    : 'Temporal has said nothing of it lately.'
  return (
    <span>
      run slots <Unknown why={why} />
    </span>
  )
}

/** The record counts runs that no gateway has taken; Temporal those that no worker has, by its own account. */
function Queue({ executor: { queuedRuns, oldestQueuedAt, load } }: { executor: Executor }) {
  return (
    <>
      <span>
        {counted(queuedRuns, 'run')} in line
        {oldestQueuedAt && (
          <>
            , first since <RelativeTime at={new Date(oldestQueuedAt)} as="moment" />
          </>
        )}
      </span>
      <span className={css.quiet}>
        Temporal’s queue:{' '}
        {load ? `about ${load.backlog.count}` : <Unknown why="Temporal has said nothing of it lately." />}
        {load?.backlog.oldestSince && (
          <>
            , oldest <RelativeTime at={new Date(load.backlog.oldestSince)} as="span" />
          </>
        )}
      </span>
    </>
  )
}
