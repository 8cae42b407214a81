import { UnstyledButton } from '@mantine/core'
import { Icon } from '../icons.tsx'
import { KeyHint } from '../KeyHint.tsx'
import css from './header.module.css'

export function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <UnstyledButton className={css.search} onClick={onOpen} aria-keyshortcuts="Meta+K Control+K">
      <Icon name="search" size={15} />
      <span className={css.searchWords}>Search or jump to</span>
      <KeyHint keys="⌘ K" />
    </UnstyledButton>
  )
}
