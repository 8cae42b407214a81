import { Button, Menu } from '@mantine/core'
import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { counted } from '../../ui/count-words.ts'
import { kindLook } from './kind-look.ts'
import css from './SelectionBar.module.css'
import { type OpenMenu, TriageTools } from './TriageTools.tsx'
import type { Triage } from './triage.ts'

interface SelectionBarProps {
  shown: readonly InboxItem[]
  selected: readonly InboxItem[]
  onSelect: (items: readonly InboxItem[]) => void
  onDone: () => void
  menu: OpenMenu
  onMenu: (menu: OpenMenu) => void
  onTriage: (triage: Triage) => void
}

/** Acts on all that is selected. Decisions are not among it: each is made on its own. */
export function SelectionBar({ shown, selected, onSelect, onDone, ...tools }: SelectionBarProps) {
  const kinds = inboxKinds.filter((kind) => shown.some((item) => item.kind === kind))
  return (
    <section className={css.bar} aria-label="Selection">
      <div className={css.row}>
        <strong>{counted(selected.length, 'item')} selected</strong>
        <Menu position="bottom-start" width={220}>
          <Menu.Target>
            <Button variant="subtle" size="xs">
              Select…
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onSelect(shown)}>All {shown.length} shown</Menu.Item>
            {kinds.map((kind) => {
              const same = shown.filter((item) => item.kind === kind)
              return (
                <Menu.Item key={kind} onClick={() => onSelect(same)}>
                  {kindLook[kind].word}: all {same.length}
                </Menu.Item>
              )
            })}
          </Menu.Dropdown>
        </Menu>
        <Button variant="subtle" size="xs" onClick={onDone}>
          Done
        </Button>
      </div>
      {selected.length > 0 && <TriageTools items={selected} {...tools} />}
    </section>
  )
}
