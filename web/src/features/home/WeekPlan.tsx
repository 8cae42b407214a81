import type { HomeWeek } from '#api/home/contract.ts'
import { mondayOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Section } from '../../ui/Section.tsx'
import { withoutProof } from '../../ui/shipped-words.ts'
import { clock } from '../../ui/time-format.ts'
import { useFew } from '../../ui/use-few.tsx'
import { weekWord } from '../../ui/week-words.ts'
import { byWhen, type ShipsBy, type ToShip, toShipHref } from './to-ship.ts'
import { ToShipItem, WeekItem } from './WeekItem.tsx'
import css from './WeekPlan.module.css'

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
const mostToShip = 6
const mostPlanned = 5

const shipped = { glyph: 'check', tone: 'positive', word: 'Shipped' } as const
const waived = { glyph: 'slash', tone: 'waiting', word: 'Accepted without proof' } as const

/** One line through the week: above is what shipped, then what is due or under way, then what is planned for the next week. */
export function WeekPlan({ week }: { week: HomeWeek }) {
  const { days, today } = week
  const { thisWeek, nextWeek, other } = byWhen(week)
  const shown = days.filter(({ day, count }) => count > 0 || day === today)
  return (
    <div id="week">
      <Section
        title="Ships this week"
        note={<Counts week={week} />}
        more={{ label: 'All that shipped', href: '/shipped' }}
      >
        <ol className={css.week}>
          {shown.map((day) => (
            <Day key={day.day} day={day} isToday={day.day === today} />
          ))}
          <DueThisWeek tasks={thisWeek} count={week.dueCount} />
          <UnderWay tasks={other} week={week} />
          <NextWeek tasks={nextWeek} week={week} />
        </ol>
      </Section>
    </div>
  )
}

/** Every number of the week, to what it counts. */
function Counts({ week: { week, shippedCount, waivedCount, toShipCount } }: { week: HomeWeek }) {
  const unproven = withoutProof(shippedCount, waivedCount)
  return (
    <>
      <AppLink href={`/shipped?since=${mondayOf(week)}`}>{shippedCount} shipped</AppLink>
      {unproven && `, ${unproven}`}, <AppLink href={toShipHref('any')}>{toShipCount} under way</AppLink>
    </>
  )
}

function Day({ day: { day, count, items }, isToday }: { day: HomeWeek['days'][number]; isToday: boolean }) {
  const hidden = count - items.length
  return (
    <li className={css.day} data-today={isToday || undefined}>
      <span className={css.name}>{isToday ? 'Today' : weekday.format(new Date(day))}</span>
      <ul className={css.items}>
        {items.map(({ taskId, title, taskTitle, projectName, at, proof }) => (
          <WeekItem
            key={`${taskId}/${title}`}
            look={proof === 'waived' ? waived : shipped}
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

interface DueProps {
  tasks: readonly ToShip[]
  /** Of all, of which home holds the first. */
  count: number
}

/** What is open, has said what it ships and is due by the end of this week; nothing where nothing is. */
function DueThisWeek({ tasks, count }: DueProps) {
  if (count === 0) return null
  return (
    <li className={css.day}>
      <span className={css.name}>
        Due<span className={css.when}>this week</span>
      </span>
      <ul className={css.items}>
        <DueTasks tasks={tasks} count={count} by="week" />
      </ul>
    </li>
  )
}

/** The first of them, then all that are here, then the way to the others. */
function DueTasks({ tasks, count, by }: DueProps & { by: ShipsBy }) {
  const { few, rest } = useFew(tasks, mostToShip, count)
  return (
    <>
      {few.map((task) => (
        <ToShipItem key={task.taskId} task={task} />
      ))}
      {rest ? <li>{rest}</li> : <MoreToShip count={count - tasks.length} by={by} />}
    </>
  )
}

/** The way to all that stand under the same week. */
const MoreToShip = ({ count, by }: { count: number; by: ShipsBy }) =>
  count > 0 && (
    <li className={css.more}>
      <AppLink href={toShipHref(by)}>and {count} more</AppLink>
    </li>
  )

interface PlannedProps {
  tasks: readonly ToShip[]
  week: HomeWeek
}

/** What is open and stands under no week: nobody has said when, or it is due later. */
function UnderWay({ tasks, week: { toShipCount, dueCount, dueNextCount } }: PlannedProps) {
  const shown = tasks.slice(0, mostToShip)
  const hidden = toShipCount - dueCount - dueNextCount - shown.length
  if (toShipCount > 0 && shown.length + hidden === 0) return null
  const hasDates = tasks.some(({ dueAt }) => dueAt !== null)
  return (
    <li className={css.day}>
      <span className={css.name}>
        Under way
        <span className={css.when}>{hasDates ? 'due later or undated' : 'undated, oldest first'}</span>
      </span>
      <ul className={css.items}>
        {shown.map((task) => (
          <ToShipItem key={task.taskId} task={task} />
        ))}
        <MoreToShip count={hidden} by="later" />
        {toShipCount === 0 && (
          <li className={css.more}>
            No open task has said what it ships. Name deliverables in a task, and when it is due.
          </li>
        )}
      </ul>
    </li>
  )
}

/** What is due in the week after this one, and the objectives that operators have set for it. */
function NextWeek({ tasks, week: { week, objectives, plannedCount, dueNextCount } }: PlannedProps) {
  const next = weeksAfter(week, 1)
  const planned = objectives.filter((one) => one.week === next)
  const { few, rest } = useFew(planned, mostPlanned, plannedCount)
  const unsent = plannedCount - planned.length
  return (
    <li className={css.day}>
      <span className={css.name}>
        Next week<span className={css.when}>planned for {weekWord(next)}</span>
      </span>
      <ul className={css.items}>
        <DueTasks tasks={tasks} count={dueNextCount} by="next" />
        {few.map(({ id, projectId, projectName, title, target }) => (
          <WeekItem
            key={id}
            look={{ glyph: 'ring', tone: 'muted', word: 'Planned' }}
            title={title}
            href={`/projects/${projectId}/outcomes#objectives`}
            project={projectName}
            note={target ? `objective, target: ${target}` : 'objective'}
          />
        ))}
        {rest && <li>{rest}</li>}
        {!rest && unsent > 0 && (
          <li className={css.more}>
            <AppLink href="/outcomes">and {unsent} more, under Outcomes</AppLink>
          </li>
        )}
        {plannedCount === 0 && (
          <li className={css.more}>No objective is set for it yet. Set one in a project, under Outcomes.</li>
        )}
      </ul>
    </li>
  )
}
