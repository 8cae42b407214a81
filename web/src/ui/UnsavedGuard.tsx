import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type RefObject, useContext, useEffect, useId, useRef, useState } from 'react'
import css from './form.module.css'
import { firstHolding, guards, isSameAddress, StaysContext, tellStayed, type Way } from './unsaved.ts'

interface UnsavedGuardProps {
  isDirty: boolean
  /** True from a save on: what follows leaves the page with nothing to lose. */
  isLeaving?: RefObject<boolean>
  /** Otherwise than the part of the page that it stands in (StaysContext): where its text is still there. */
  stays?: (way: Way) => boolean
}

/**
 * Asks before what is not saved is lost with the page or its part; the browser asks before the window is closed. Of several
 * on a page the first that holds something asks for all.
 */
export function UnsavedGuard({ isDirty, isLeaving, stays }: UnsavedGuardProps) {
  const id = useId()
  const ofPart = useContext(StaysContext)
  const isKept = stays ?? ofPart
  const [isAsking, setAsking] = useState(false)
  const answer = useRef<((isLeft: boolean) => void) | null>(null)
  const holds = () => isDirty && !isLeaving?.current
  const ask = () => {
    setAsking(true)
    // Of two ways at once only the second is asked for.
    answer.current?.(false)
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
    })
  }
  useEffect(() => {
    guards.set(id, { holds: (way) => holds() && !(way && (isSameAddress(way) || isKept(way))), ask })
  })
  useEffect(
    () => () => {
      guards.delete(id)
      // What it guards went away while it asked, as somebody else settled it: the way is not taken, and can be asked for anew.
      answer.current?.(false)
      if (answer.current) tellStayed()
    },
    [id],
  )
  useBlocker({
    shouldBlockFn: async (way: Way) => firstHolding(way)?.[0] === id && !(await ask()),
    enableBeforeUnload: holds,
  })
  const settle = (isLeft: boolean) => {
    answer.current?.(isLeft)
    answer.current = null
    setAsking(false)
    if (!isLeft) tellStayed()
  }
  return (
    <Modal
      opened={isAsking}
      onClose={() => settle(false)}
      title="What you wrote is not saved"
      centered
      // In the page, so that its head is no second banner of it; not where it stands, which may be hidden.
      portalProps={{ target: '#content' }}
      classNames={{ inner: css.inPlace ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The keys of the page behind it rest.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <p>If you go on, what you changed since the last save is gone.</p>
      <div className={css.ask}>
        <Button onClick={() => settle(false)}>Stay and go on writing</Button>
        <Button color="danger" variant="outline" onClick={() => settle(true)}>
          Leave without saving
        </Button>
      </div>
    </Modal>
  )
}
