export { heartbeatWorkflow } from './heartbeat/heartbeat-workflow.ts'
export { runbookWorkflow } from './runbook/runbook-workflow.ts'
export { taskWorkflow } from './task/task-workflow.ts'
