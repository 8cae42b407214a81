import { Icon } from './icons.tsx'
import css from './TemporalLink.module.css'

/** The workflow behind it; absent where no Temporal UI is known. */
export function TemporalLink({ href }: { href: string | null }) {
  if (href === null) return null
  return (
    <a href={href} className={css.out} target="_blank" rel="noreferrer">
      Open in Temporal UI <Icon name="external" size={14} />
    </a>
  )
}
