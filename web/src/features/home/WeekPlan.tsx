import type { HomeWeek } from '#api/home/contract.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Glyph, type GlyphName } from '../../ui/Glyph.tsx'
import { Section } from '../../ui/Section.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { clock } from '../../ui/time-format.ts'
import { useFew } from './use-few.tsx'
import css from './WeekPlan.module.css'

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
const mostToShip = 6
const mostPlanned = 5

/** One line through the week: above is proven, then what is under way, then what is planned for the next week. */
export function WeekPlan({ week }: { week: HomeWeek }) {
  const { days, shippedCount, today, toShipCount } = week
  const shown = days.filter(({ day, count }) => count > 0 || day === today)
  return (
    <div id="week">
      <Section
        title="Ships this week"
        note={`${shippedCount} shipped, ${toShipCount} under way`}
        more={{ label: 'All that shipped', href: '/shipped' }}
      >
        <ol className={css.week}>
          {shown.map((day) => (
            <Day key={day.day} day={day} isToday={day.day === today} />
          ))}
          <UnderWay week={week} />
          <NextWeek week={week} />
        </ol>
      </Section>
    </div>
  )
}

function Day({ day: { day, count, items }, isToday }: { day: HomeWeek['days'][number]; isToday: boolean }) {
  const hidden = count - items.length
  return (
    <li className={css.day} data-today={isToday || undefined}>
      <span className={css.name}>{isToday ? 'Today' : weekday.format(new Date(day))}</span>
      <ul className={css.items}>
        {items.map(({ taskId, title, taskTitle, projectName, at, proof }) => (
          <Item
            key={`${taskId}/${title}`}
            look={{ glyph: 'check', tone: 'positive', word: 'Shipped' }}
            title={title}
            href={`/tasks/${taskId}`}
            project={projectName}
            task={taskTitle}
            note={proof === 'waived' ? 'accepted without proof' : clock(new Date(at))}
          />
        ))}
        {hidden > 0 && (
          <li className={css.more}>
            <AppLink href={`/shipped?day=${day}`}>and {hidden} more</AppLink>
          </li>
        )}
        {count === 0 && <li className={css.more}>Nothing has shipped yet today.</li>}
      </ul>
    </li>
  )
}

/** What is open and has said what it ships. Nobody has said when: it stands under no day. */
function UnderWay({ week: { toShip, toShipCount } }: { week: HomeWeek }) {
  const shown = toShip.slice(0, mostToShip)
  const hidden = toShipCount - shown.length
  return (
    <li className={css.day}>
      <span className={css.name}>
        Under way<span className={css.when}>undated, oldest first</span>
      </span>
      <ul className={css.items}>
        {shown.map(({ taskId, title, projectName, status, deliverables }) => (
          <Item
            key={taskId}
            look={taskStatusLook[status]}
            title={title}
            href={`/tasks/${taskId}`}
            project={projectName}
            note={`${taskStatusLook[status].word.toLowerCase()}, ${counted(deliverables, 'deliverable')}`}
          />
        ))}
        {hidden > 0 && (
          <li className={css.more}>
            <AppLink href="/tasks?view=open">and {hidden} more</AppLink>
          </li>
        )}
        {toShipCount === 0 && (
          <li className={css.more}>No open task has said what it ships. Name deliverables in a task.</li>
        )}
      </ul>
    </li>
  )
}

/** Objectives that operators have set for the week after this one. */
function NextWeek({ week: { week, objectives } }: { week: HomeWeek }) {
  const next = weeksAfter(week, 1)
  const planned = objectives.filter((one) => one.week === next)
  const { few, rest } = useFew(planned, mostPlanned)
  return (
    <li className={css.day}>
      <span className={css.name}>
        Next week<span className={css.when}>planned for week {Number(next.slice(-2))}</span>
      </span>
      <ul className={css.items}>
        {few.map(({ id, projectId, projectName, title, target }) => (
          <Item
            key={id}
            look={{ glyph: 'ring', tone: 'muted', word: 'Planned' }}
            title={title}
            href={`/projects/${projectId}/outcomes#objectives`}
            project={projectName}
            note={target ? `objective, target: ${target}` : 'objective'}
          />
        ))}
        {rest && <li>{rest}</li>}
        {planned.length === 0 && (
          <li className={css.more}>No objective is set for it yet. Set one in a project, under Outcomes.</li>
        )}
      </ul>
    </li>
  )
}

interface ItemProps {
  look: { glyph: GlyphName; tone: string; word: string }
  title: string
  href: string
  project: string
  /** Of a deliverable. */
  task?: string
  note: string
}

const Item = ({ look, title, href, project, task, note }: ItemProps) => (
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
