import { lazy, Suspense, useContext, useState } from 'react'
import type { TaskState } from '#domain/task/task.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { PastContext } from './past.ts'

const LiveRun = lazy(async () => ({ default: (await import('./live/LiveRun.tsx')).LiveRun }))

/** The run that is open, and once it has ended what was seen of it, until the page is left. */
export function LiveSlot({ taskId, runs }: { taskId: string; runs: TaskState['runs'] }) {
  const isPast = useContext(PastContext)
  const last = runs.at(-1)
  const isOpen = !isPast && last !== undefined && last.acceptedAt !== null && last.endedAt === null
  const [seen, setSeen] = useState<number | null>(null)
  if (isOpen && seen !== runs.length) setSeen(runs.length)
  if (isPast || seen === null) return null
  return (
    <Suspense fallback={<SkeletonRows label="run" count={3} />}>
      <LiveRun key={seen} taskId={taskId} number={seen} isOpen={isOpen && seen === runs.length} />
    </Suspense>
  )
}
