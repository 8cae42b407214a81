import { useRef } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { usePageKeys } from '../../ui/use-page-keys.ts'
import css from './TriageTools.module.css'
import { togetherRefusal, type Verdict } from './together.ts'

interface BulkActionsProps {
  items: readonly InboxItem[]
  onChoose: (verdict: Verdict) => void
}

/** For the approvals among what is selected. The keys go to the buttons; Enter lists what would be decided. */
export function BulkActions({ items, onChoose }: BulkActionsProps) {
  const buttons = { approved: useRef<HTMLButtonElement>(null), rejected: useRef<HTMLButtonElement>(null) }
  const refusal = refusalOf(useRole(), 'decideApproval') ?? togetherRefusal(items)
  usePageKeys([
    ['shift+A', () => buttons.approved.current?.focus()],
    ['shift+R', () => buttons.rejected.current?.focus()],
  ])
  const button = (verdict: Verdict, word: string, key: string) => (
    <ActionButton
      ref={buttons[verdict]}
      refusal={refusal}
      onClick={() => onChoose(verdict)}
      rightSection={<KeyHint keys={`⇧ ${key}`} />}
      aria-keyshortcuts={`Shift+${key}`}
    >
      {word}
    </ActionButton>
  )
  return (
    <span className={css.tools}>
      {button('approved', 'Approve…', 'A')}
      {button('rejected', 'Reject…', 'R')}
    </span>
  )
}
