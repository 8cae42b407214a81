import { useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { closeRefusal } from '#domain/inbox/triage-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { HandOverMenu } from './HandOverMenu.tsx'
import { SnoozeMenu } from './SnoozeMenu.tsx'
import { CloseForm, SnoozeForm } from './TriageForms.tsx'
import css from './TriageTools.module.css'
import type { Triage } from './triage.ts'

export type OpenMenu = 'snooze' | 'assign' | null

interface TriageToolsProps {
  items: readonly InboxItem[]
  menu: OpenMenu
  onMenu: (menu: OpenMenu) => void
  onTriage: (triage: Triage) => void
}

/** What can be done with items beside settling them; for one that is open, or for all that are selected. */
export function TriageTools({ items, menu, onMenu, onTriage }: TriageToolsProps) {
  const [form, setForm] = useState<'date' | 'close' | null>(null)
  const role = refusalOf(useRole(), 'triageInbox')
  const close = role ?? items.map(({ kind }) => closeRefusal(kind)).find((one) => one !== null) ?? null
  const menuOf = (name: 'snooze' | 'assign') => ({
    items,
    refusal: role,
    isOpen: menu === name,
    onOpen: (isOpen: boolean) => onMenu(isOpen ? name : null),
  })
  const done = (triage: Triage) => {
    setForm(null)
    onTriage(triage)
  }
  const snooze = (until: Date) => done({ kind: 'snooze', until: until.toISOString(), items })
  return (
    <>
      <span className={css.tools}>
        <SnoozeMenu
          {...menuOf('snooze')}
          onSnooze={snooze}
          onChooseDate={() => setForm('date')}
          onWake={() => done({ kind: 'wake', items })}
        />
        <HandOverMenu {...menuOf('assign')} onAssign={(to) => done({ kind: 'assign', to, items })} />
        <ActionButton refusal={close} onClick={() => setForm('close')}>
          Close as seen
        </ActionButton>
      </span>
      {form === 'date' && <SnoozeForm items={items} onSnooze={snooze} onBack={() => setForm(null)} />}
      {form === 'close' && (
        <CloseForm
          count={items.length}
          onClose={(note) => done({ kind: 'close', note, items })}
          onBack={() => setForm(null)}
        />
      )}
    </>
  )
}
