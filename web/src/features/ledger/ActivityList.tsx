import { Button } from '@mantine/core'
import { useFocusWithin, useMergedRef, useWindowScroll } from '@mantine/hooks'
import type { Entry } from '#api/ledger/contract.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { useNow } from '../../ui/now.ts'
import { dayName } from '../../ui/time-format.ts'
import { ActivityLine } from './ActivityLine.tsx'
import css from './activity.module.css'
import { type Burst, burstsOf } from './bursts.ts'
import { useHeldRows } from './held-rows.ts'
import { aboutIn, type Names, placeOf } from './ledger-names.ts'

interface ActivityListProps {
  entries: readonly Entry[]
  names: Names
}

/** By days. What is new waits above while the reader is further down or in the list. */
export function ActivityList({ entries, names }: ActivityListProps) {
  const focus = useFocusWithin()
  const ref = useMergedRef<HTMLDivElement>(focus.ref)
  const [{ y }, scrollTo] = useWindowScroll()
  const { shown, waiting, reveal } = useHeldRows(entries, y > 0 || focus.focused)
  const projects = new Map(useProjects().data?.items.map(({ id, name }) => [id, name]))
  const days = byDay(burstsOf(shown, aboutIn(entries, names)))
  const today = useNow().toDateString()
  const show = () => {
    reveal()
    scrollTo({ y: 0 })
  }
  return (
    <>
      <div className={css.fresh} role="status">
        {waiting > 0 && (
          <Button onClick={show} variant="default">
            {waiting.toLocaleString('en-US')} new
          </Button>
        )}
      </div>
      <div ref={ref}>
        {days.map(([day, bursts]) => (
          <section key={day} aria-label={nameOf(day, today)}>
            <h3 className={css.day}>{nameOf(day, today)}</h3>
            <ul className={css.list}>
              {bursts.map((burst) => (
                <ActivityLine
                  key={burst.key}
                  burst={burst}
                  place={placeOf(burst.entry.streamId, names)}
                  project={burst.entry.projectId ? projects.get(burst.entry.projectId) : undefined}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}

const nameOf = (day: string, today: string) => (day === today ? 'Today' : dayName(new Date(day)))

/** By the reader's own days, in the order they come. */
function byDay(bursts: readonly Burst[]): [string, Burst[]][] {
  const days = new Map<string, Burst[]>()
  for (const burst of bursts) {
    const day = new Date(burst.entry.at).toDateString()
    days.set(day, [...(days.get(day) ?? []), burst])
  }
  return [...days]
}
