import type { ProposalState } from '#domain/task/task.ts'
import { isPracticeTask } from './tasks.ts'

/** A proposal, and whose it is. */
export interface ProposalRow {
  id: string
  taskId: string
  taskTitle: string
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  proposal: ProposalState
  isPractice: boolean
}

/** The columns of it, of `proposalTables`. */
export const proposalColumns = `r.id, r.task_id as "taskId", t.title as "taskTitle", t.project_id as "projectId",
    p.name as "projectName", t.agent_id as "agentId", a.name as "agentName", r.state as proposal,
    ${isPracticeTask} as "isPractice"`

/** Proposals `r` with their tasks `t`, projects `p` and agents `a`. */
export const proposalTables = `proposal r join task t on t.id = r.task_id
  join project p on p.id = t.project_id join agent a on a.id = t.agent_id`
