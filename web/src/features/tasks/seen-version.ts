import { useLayoutEffect, useRef, useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'

/**
 * The version of a proposal that was on the screen when it was opened or read again: what a decision is bound to. Where
 * somebody else changed it since, the focus leaves the buttons, so that no key decides what nobody has read.
 */
export function useSeenVersion(proposal: ProposalState) {
  const part = useRef<HTMLElement>(null)
  const [read, setRead] = useState(proposal)
  // What this operator put there was read before it was sent.
  const [ownHash, setOwnHash] = useState<string | null>(null)
  const seen = proposal.hash === ownHash ? proposal : read
  const isChanged = seen.hash !== proposal.hash
  useLayoutEffect(() => {
    const focused = document.activeElement
    if (isChanged && focused instanceof HTMLButtonElement && part.current?.contains(focused)) focused.blur()
  }, [isChanged])
  const readNew = () => {
    setRead(proposal)
    part.current?.closest('article')?.focus()
  }
  return { part, seen, isChanged, readNew, setOwnHash }
}
