import { AppLink } from '../../ui/AppLink.tsx'
import { Glyph, type GlyphName } from '../../ui/Glyph.tsx'
import { useNow } from '../../ui/now.ts'
import { lookOf, noteOf, type ToShip } from './to-ship.ts'
import css from './WeekPlan.module.css'

interface WeekItemProps {
  look: { glyph: GlyphName; tone: string; word: string }
  title: string
  href: string
  project: string
  /** Of a deliverable. */
  task?: string
  note: string
}

export const WeekItem = ({ look, title, href, project, task, note }: WeekItemProps) => (
  <li className={css.item} data-tone={look.tone}>
    <span className={css.glyph}>
      <Glyph name={look.glyph} />
    </span>
    <AppLink href={href} className={css.title}>
      {title}
      <span className={css.project}>
        {project}, {task && `${task}, `}
        <span className={look.glyph === 'check' ? undefined : css.note}>{note}</span>
      </span>
    </AppLink>
  </li>
)

/** An open task that has said what it ships. */
export function ToShipItem({ task }: { task: ToShip }) {
  const now = useNow()
  const { taskId, title, projectName } = task
  return (
    <WeekItem
      look={lookOf(task, now)}
      title={title}
      href={`/tasks/${taskId}`}
      project={projectName}
      note={noteOf(task, now)}
    />
  )
}
