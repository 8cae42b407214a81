import { decisionRefusal } from '#domain/approval/approval-rules.ts'
import { type Role, refusalOf } from '#domain/operator/permissions.ts'
import type { Approvers } from '#domain/policy/policy.ts'
import type { ProposalState, TaskState, TaskStatus } from '#domain/task/task.ts'
import { type TaskAction, taskRefusal } from '#domain/task/task-rules.ts'
import { timesForPeople } from '../../ui/time-format.ts'

/** Why this operator may not do this to this task now; the same rules in the same order as the server's. */
export const actionRefusal = (role: Role, task: TaskState, action: TaskAction): string | null =>
  refusalOf(role, action) ?? taskRefusal(task, action)

interface Asks {
  taskStatus: TaskStatus
  /** The task is being cancelled. */
  isEnding?: boolean
  verdict?: 'approved' | 'rejected'
  /** Who decides, and who asked for the task: sometimes that must not be the same. */
  actor?: string
  requestedBy?: string
  /** Whom the policy asks for by now; absent: what is recorded. */
  needs?: Approvers
  /** By a kill switch that counts the agent, as a sentence. */
  stopped?: string
}

export function proposalRefusal(
  role: Role,
  proposal: ProposalState,
  now: Date,
  { verdict = 'approved', ...who }: Asks,
): string | null {
  const { proposalId, hash } = proposal
  const decision = { proposalId, hash, verdict, reason: '' } as const
  const refusal = decisionRefusal(proposal, decision, { role, at: now.toISOString(), ...who })
  return refusal ? timesForPeople(refusal.message) : null
}
