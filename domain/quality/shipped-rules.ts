import type { TaskState } from '../task/task.ts'
import type { Deliverable, Shipped } from './deliverable.ts'
import { artifactOf, declaredOf, resultOf } from './quality-rules.ts'

/** What left with a task that is done at `at`: proven deliverables, and those that an operator took without proof. */
export function shippedBy(task: TaskState, at: string): Shipped[] {
  const earlier = task.shipped ?? []
  const now = declaredOf(task)
    .flatMap((deliverable) => shipment(task, deliverable, at))
    .map((one) => earlier.find((known) => isSame(known, one)) ?? one)
  return [...earlier.filter(({ title }) => !now.some((one) => one.title === title)), ...now]
}

/** Nothing where nothing is there: what was waived and never recorded has not shipped. */
function shipment(task: TaskState, deliverable: Deliverable, at: string): Shipped[] {
  const { title, check } = deliverable
  const artifact = artifactOf(task, title)
  const result = resultOf(task, deliverable)
  const passed = result?.passed ? result : null
  if (!passed && !artifact) return []
  return [
    {
      title,
      kind: artifact?.artifactKind || check.kind,
      location: passed?.evidence.location ?? artifact?.location ?? null,
      hash: passed?.evidence.hash ?? artifact?.hash ?? null,
      size: passed?.evidence.size ?? artifact?.size ?? null,
      verifiedAt: passed?.at ?? task.waiver?.at ?? at,
      proof: passed || check.kind === 'artifact' ? check.kind : 'waived',
      evidence: passed?.evidence.words ?? task.waiver?.note ?? '',
    },
  ]
}

/** Done again with the same thing ships nothing anew. A page says something else each time. */
const isSame = (a: Shipped, b: Shipped) =>
  a.title === b.title &&
  a.proof === b.proof &&
  a.location === b.location &&
  (a.proof === 'url' || a.hash === b.hash)
