import type { TaskStatus } from '#domain/task/task.ts'
import { ToneMark } from './ToneMark.tsx'
import { taskStatusLook } from './task-status.ts'

export function StatusMark({ status, isQuiet }: { status: TaskStatus; isQuiet?: boolean }) {
  return <ToneMark look={taskStatusLook[status]} isQuiet={isQuiet} />
}
