import { Tooltip } from '@mantine/core'
import { isLate } from '#domain/task/deadline-rules.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { useNow } from '../../ui/now.ts'
import { exact } from '../../ui/time-format.ts'
import css from './Due.module.css'
import { type Dated, dueWords } from './due-words.ts'

/** When a task is due, or how late it is; nothing where it is due at no time, or ended in time. */
export function DueMark({ task }: { task: Dated }) {
  const now = useNow()
  const words = dueWords(task, now)
  if (words === null || task.dueAt === null) return null
  const late = isLate(task, now)
  return (
    <Tooltip label={exact(new Date(task.dueAt))}>
      <time dateTime={task.dueAt} className={css.mark} data-tone={late ? 'danger' : undefined}>
        {late && <Glyph name="flag" />}
        {words}
      </time>
    </Tooltip>
  )
}
