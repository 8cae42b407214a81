import { ProposalState, type ProposalStatus, type TaskStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { isPracticeTask } from './tasks.ts'

export interface ApprovalDetail {
  id: string
  taskId: string
  taskTitle: string
  taskStatus: TaskStatus
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  proposal: ProposalState
  decidedByName: string | null
  /** Who asked for the task. */
  requestedBy: string
  isPractice: boolean
}

const select = `select r.id, r.task_id as "taskId", t.title as "taskTitle", t.status as "taskStatus", t.project_id as "projectId",
    p.name as "projectName", t.agent_id as "agentId", a.name as "agentName", r.state as proposal,
    t.state->>'requestedBy' as "requestedBy",
    ${isPracticeTask} as "isPractice"
  from proposal r join task t on t.id = r.task_id
  join project p on p.id = t.project_id join agent a on a.id = t.agent_id`

async function named(pool: Pool, rows: Omit<ApprovalDetail, 'decidedByName'>[]): Promise<ApprovalDetail[]> {
  const details = rows.map((row) => ({ ...row, proposal: ProposalState.parse(row.proposal) }))
  const nameOf = await namesOf(
    pool,
    details.flatMap(({ proposal }) => proposal.decidedBy ?? []),
  )
  return details.map((row) => ({
    ...row,
    decidedByName: row.proposal.decidedBy === null ? null : nameOf(row.proposal.decidedBy),
  }))
}

/** Oldest first. */
export async function listApprovals(
  pool: Pool,
  filter: { status: ProposalStatus; limit: number },
): Promise<ApprovalDetail[]> {
  const { rows } = await pool.query(
    `${select} where r.status = $1 and p.removed_at is null order by r.requested, r.id limit $2`,
    [filter.status, filter.limit],
  )
  return named(pool, rows)
}

export async function approvalById(pool: Pool, proposalId: string): Promise<ApprovalDetail | null> {
  const { rows } = await pool.query(`${select} where r.id = $1`, [proposalId])
  return (await named(pool, rows))[0] ?? null
}
