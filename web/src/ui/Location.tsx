import { plainName } from '#domain/artifact/name-rules.ts'
import css from './Location.module.css'

/** Where something is. Only what is plainly the web becomes a link: an agent chose this text. */
export function Location(props: { location: string }) {
  const location = plainName(props.location)
  if (!/^https?:\/\//i.test(location)) return <span className={css.place}>{location}</span>
  return (
    <a href={location} className={css.link} target="_blank" rel="noreferrer noopener">
      {location}
    </a>
  )
}
