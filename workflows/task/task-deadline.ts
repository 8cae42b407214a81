import { condition } from '@temporalio/workflow'
import { openDeadline } from '#domain/task/deadline-rules.ts'
import type { TaskState } from '#domain/task/task.ts'

/** Has each deadline met at its time, however often it is changed. One timer at a time, by the absolute time. */
export async function watchDeadline(state: () => TaskState, meet: () => Promise<void>): Promise<never> {
  const open = () => openDeadline(state())?.at ?? null
  for (;;) {
    await condition(() => open() !== null)
    const at = open()
    const left = at === null ? 0 : Date.parse(at) - Date.now()
    if (left > 0 && (await condition(() => open() !== at, left))) continue
    await meet()
  }
}
