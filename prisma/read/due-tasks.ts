import { riskLimits } from '#domain/portfolio/risk-rules.ts'

const isNear = `t.ended_at is null and t.due_at <= now() + interval '${riskLimits.dueHours} hours'`

/** Open, and its deadline has passed. Of a task `t`. */
export const isLateTask = `(${isNear} and t.due_at <= now())`

/** Its deadline is near, no run of it has ended, and none is under way. */
export const isIdleTask = `(${isNear} and t.due_at > now() and t.status <> 'running'
  and not exists (select from run_cost c where c.task_id = t.id))`

/** By the index of what can still be late. */
export const isLateOrIdleTask = `${isNear} and (${isLateTask} or ${isIdleTask})`
