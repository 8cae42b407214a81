import { Button } from '@mantine/core'
import type { ReactNode, RefObject } from 'react'
import { useRef } from 'react'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { type PageKey, usePageKeys } from '../../ui/use-page-keys.ts'

/** What opens in place of the buttons. */
export type DecisionForm = 'reject' | 'edit' | 'ask'

/** Why each of them is not done now, as a sentence; null where it may be. */
export interface Refusals {
  refusal: string | null
  rejectRefusal: string | null
  editRefusal: string | null
  askRefusal: string | null
}

interface DecisionButtonsProps extends Refusals {
  agentName: string
  approveLabel: string
  isBusy: boolean
  /** Other parameters than were read: nothing of them is decided yet. */
  isChanged: boolean
  hasKeys: boolean
  onApprove: () => void
  onOpen: (form: DecisionForm) => void
}

/** A key never decides by itself: it goes to the button, and Enter decides. */
export function DecisionButtons({
  agentName,
  approveLabel,
  isBusy,
  isChanged,
  hasKeys,
  ...props
}: DecisionButtonsProps) {
  const refs = [
    useRef(null),
    useRef(null),
    useRef(null),
    useRef(null),
  ] as RefObject<HTMLButtonElement | null>[]
  const { refusal, rejectRefusal, editRefusal, askRefusal, onApprove, onOpen } = props
  const buttons: { hotkey: string; words: ReactNode; refusal: string | null; act: () => void }[] = [
    { hotkey: 'A', words: approveLabel, refusal, act: onApprove },
    { hotkey: 'R', words: 'Reject…', refusal: rejectRefusal, act: () => onOpen('reject') },
    { hotkey: 'E', words: 'Change and approve…', refusal: refusal ?? editRefusal, act: () => onOpen('edit') },
    { hotkey: 'Q', words: `Ask ${agentName}…`, refusal: askRefusal, act: () => onOpen('ask') },
  ]
  const keys = buttons.map(
    ({ hotkey }, i): PageKey => [hotkey.toLowerCase(), () => refs[i]?.current?.focus()],
  )
  usePageKeys(hasKeys ? keys : [])
  return buttons.map(({ hotkey, words, refusal, act }, i) => (
    <Button
      key={hotkey}
      ref={refs[i] ?? null}
      variant={i === 0 ? 'filled' : 'default'}
      disabled={isBusy || refusal !== null || (isChanged && hotkey !== 'Q')}
      onClick={act}
      rightSection={hasKeys && <KeyHint keys={hotkey} isOnFill={i === 0} />}
      aria-keyshortcuts={hasKeys ? hotkey : undefined}
    >
      {words}
    </Button>
  ))
}
