import { VisuallyHidden } from '@mantine/core'
import type { Tone } from '../../theme/tokens.ts'
import { AppLink } from '../AppLink.tsx'
import css from './header.module.css'

export interface Presence {
  name: string
  word: string
  tone: Tone
  detail: string
}

export function ExecutorBadge({ presence, href }: { presence: Presence; href: string }) {
  return (
    <AppLink href={href} className={css.chip} data-tone={presence.tone}>
      <span className={css.dot} />
      <VisuallyHidden>Executor </VisuallyHidden>
      <span className={css.chipName}>{presence.name}</span>
      <VisuallyHidden> {presence.word}, </VisuallyHidden>
      <span className={css.chipDetail}>{presence.detail}</span>
    </AppLink>
  )
}
