import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { counted } from '../../ui/count-words.ts'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { BulkActions } from './BulkActions.tsx'
import { BulkDecision } from './BulkDecision.tsx'
import { kindLook } from './kind-look.ts'
import css from './SelectionBar.module.css'
import { type OpenMenu, TriageTools } from './TriageTools.tsx'
import { decidedTogether, proposalsOf, type Verdict } from './together.ts'
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

/** Acts on all that is selected; decisions too, but for those of high risk. */
export function SelectionBar({ shown, selected, onSelect, onDone, ...tools }: SelectionBarProps) {
  // Held here: what is decided leaves the list, and with it the selection, before its outcome is read.
  const [asked, setAsked] = useState<{ verdict: Verdict; ids: string[] } | null>(null)
  const together = decidedTogether(shown)
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
            {together.length > 0 && (
              <Menu.Item onClick={() => onSelect(together)} rightSection={<KeyHint keys="⇧ L" />}>
                Approvals below high risk: {together.length}
              </Menu.Item>
            )}
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
      {selected.length > 0 && (
        <>
          <BulkActions
            items={selected}
            onChoose={(verdict) => setAsked({ verdict, ids: proposalsOf(selected) })}
          />
          <TriageTools items={selected} {...tools} />
        </>
      )}
      {asked && (
        <BulkDecision
          proposalIds={asked.ids}
          verdict={asked.verdict}
          onClose={() => setAsked(null)}
          onDone={onDone}
        />
      )}
    </section>
  )
}
