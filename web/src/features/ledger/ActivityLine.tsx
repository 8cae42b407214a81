import { useState } from 'react'
import { AppLink } from '../../ui/AppLink.tsx'
import { PersonMark } from '../../ui/PersonMark.tsx'
import { personOf } from '../../ui/person-of-actor.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from './activity.module.css'
import type { Burst, Deed } from './bursts.ts'
import type { Place } from './ledger-names.ts'

interface ActivityLineProps {
  burst: Burst
  place: Place
  project: string | undefined
}

const mostTold = 3

/** What happened to one thing, by whom and when; the rest of it on demand. */
export function ActivityLine({ burst, place, project }: ActivityLineProps) {
  const [isOpen, setOpen] = useState(false)
  const { entry, deeds, quiet } = burst
  const shown = isOpen ? deeds : deeds.slice(0, mostTold)
  const more = deeds.length - shown.length
  return (
    <li className={css.line}>
      <div className={css.words}>
        <p className={css.head}>
          <Where place={place} />
          {project && <span className={css.project}>{project}</span>}
        </p>
        {shown.map((deed) => (
          <Told key={deed.key} deed={deed} />
        ))}
        {more > 0 && (
          <button type="button" className={css.more} onClick={() => setOpen(true)}>
            {more} more
          </button>
        )}
        {quiet > 0 && (
          <p className={css.quiet}>
            and {quiet} {quiet === 1 ? 'step' : 'steps'} of machinery
          </p>
        )}
      </div>
      <span className={css.when}>
        <RelativeTime at={new Date(entry.at)} as="moment" />
      </span>
    </li>
  )
}

/** A thing without a name of its own is named by its kind. */
function Where({ place }: { place: Place }) {
  const label = `${place.label.charAt(0).toUpperCase()}${place.label.slice(1)}`
  return place.href === null ? (
    <span>{label}</span>
  ) : (
    <AppLink href={place.href} className={css.link}>
      {label}
    </AppLink>
  )
}

/** Two lines are shown: an empty one would take the place of the second. */
const withoutGaps = (text: string) => text.replaceAll(/\n\s*\n/g, '\n')

function Told({ deed: { entry, said } }: { deed: Deed }) {
  return (
    <div className={css.deed}>
      <PersonMark person={personOf(entry.actor, entry.actorName)} />
      <span data-tone={said.tone} className={css.what}>
        {said.what}
      </span>
      {said.words && <p className={css.said}>{withoutGaps(said.words)}</p>}
    </div>
  )
}
