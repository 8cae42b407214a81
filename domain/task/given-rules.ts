import type { AdvanceGrant, AdvanceSource } from '../grant/grant.ts'
import type { RunItem } from '../run/run.ts'
import type { TaskState } from './task.ts'
import { mayHaveBegun } from './task-rules.ts'

type Passed = RunItem & { kind: 'passed' }

/** Permissions for calls that nobody is asked about: of runs that may have begun, and of those that a reset made the task forget. */
const givenInAdvance = ({ runs, forgottenAdvance = [] }: TaskState): AdvanceGrant[] => [
  ...runs.filter(mayHaveBegun).flatMap(({ advance = [] }) => advance),
  ...forgottenAdvance,
]

/** What a task that goes on as `state` does not know of any more, and its Mac may still use. */
export function forgottenAdvanceOf(state: TaskState, current: TaskState): AdvanceGrant[] {
  const known = new Set(givenInAdvance(state).map(({ grantId }) => grantId))
  return givenInAdvance(current).filter(({ grantId }) => !known.has(grantId))
}

/**
 * The permission by which this call was let pass; null: the task gave none out that is for it, or another call has used it. A step
 * that a reset prepares again has the same keys with other ids. Places and amounts can be masked here: the Mac has looked at them.
 */
export function permissionOf(item: Passed, task: TaskState): AdvanceGrant | null {
  const { id, effectKey, grantId } = item
  if (task.proposals.some((one) => one.effectKey === effectKey && one.proposalId !== id)) return null
  const given = givenInAdvance(task).filter((one) => one.effectKey === effectKey && isFor(one.source, item))
  return given.find((one) => one.grantId === grantId) ?? given[0] ?? null
}

const isFor = (source: AdvanceSource, { tool, hash }: Passed): boolean =>
  source.kind === 'automatic' ||
  (source.tool === tool && (source.target.kind !== 'call' || source.target.hash === hash))
