export { heartbeatWorkflow } from './heartbeat/heartbeat-workflow.ts'
export { taskWorkflow } from './task/task-workflow.ts'
