import { Link } from '@tanstack/react-router'
import { Glyph } from '../Glyph.tsx'
import { Icon, type IconName } from '../icons.tsx'
import type { Look } from '../ToneMark.tsx'
import { BrandMark } from './BrandMark.tsx'
import css from './NavRail.module.css'

export interface Place {
  label: string
  href: string
  icon: IconName
  /** Only what needs a person; never an unread count. */
  count?: number
}

export interface PinnedProject {
  id: string
  name: string
  href: string
  look: Look
}

/** A rail on the left; the same list becomes the bottom bar on a phone. */
export function NavRail({ places, pinned }: { places: Place[]; pinned: PinnedProject[] }) {
  return (
    <nav className={css.rail} aria-label="Main">
      <div className={css.brand}>
        <BrandMark />
        <span className={css.wide}>Front Office</span>
      </div>
      <ul className={css.places}>
        {places.map(({ label, href, icon, count }) => (
          <li key={href}>
            <Link
              to={href as never}
              className={css.place}
              activeProps={{ className: css.here }}
              activeOptions={{ exact: href === '/' }}
            >
              <Icon name={icon} />
              <span className={css.label}>{label}</span>
              {!!count && (
                <span className={css.count}>
                  {count.toLocaleString('en-US')}
                  <span className={css.hidden}> {count === 1 ? 'needs' : 'need'} you</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={css.pinned} hidden={pinned.length === 0}>
        <p className={css.head} id="pinned">
          Pinned
        </p>
        <ul aria-labelledby="pinned">
          {pinned.map(({ id, name, href, look }) => (
            <li key={id}>
              <Link to={href as never} className={css.place} activeProps={{ className: css.here }}>
                <span className={css.health} data-tone={look.tone}>
                  <Glyph name={look.glyph} />
                </span>
                <span className={css.label} title={name}>
                  {name}
                </span>
                <span className={css.hidden}>, {look.word}</span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  )
}
