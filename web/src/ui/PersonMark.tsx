import { Icon } from './icons.tsx'
import css from './PersonMark.module.css'

export interface Person {
  kind: 'operator' | 'agent' | 'system'
  name: string
  initials: string
}

interface PersonMarkProps {
  person: Person
  isMarkOnly?: boolean
  isPresent?: boolean
}

/** Round is human, square is machine; a gear is the system itself. */
export function PersonMark({ person, isMarkOnly = false, isPresent = false }: PersonMarkProps) {
  return (
    <span className={css.person}>
      <span
        className={css.mark}
        data-kind={person.kind}
        data-present={isPresent || undefined}
        {...(isMarkOnly
          ? { role: 'img', 'aria-label': `${person.name}, ${person.kind}` }
          : { 'aria-hidden': true })}
      >
        {person.kind === 'system' ? <Icon name="system" size={13} /> : person.initials}
      </span>
      {!isMarkOnly && <span className={css.name}>{person.name}</span>}
    </span>
  )
}

/** Two letters for a mark: of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : words[0]?.slice(1)]
  return letters
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase()
}
