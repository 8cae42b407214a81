import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type RefObject, useContext, useEffect, useId, useState } from 'react'
import css from './form.module.css'
import { firstHolding, guards, isSameAddress, StaysContext, tellStayed, type Way } from './unsaved.ts'

interface UnsavedGuardProps {
  isDirty: boolean
  /** True from a save on: what follows leaves the page with nothing to lose. */
  isLeaving?: RefObject<boolean>
}

/**
 * Asks before what is not saved is lost with the page or its part; the browser asks before the window is closed. Of several
 * on a page the first that holds something asks for all.
 */
export function UnsavedGuard({ isDirty, isLeaving }: UnsavedGuardProps) {
  const id = useId()
  const stays = useContext(StaysContext)
  const [answer, setAnswer] = useState<((isLeft: boolean) => void) | null>(null)
  const holds = () => isDirty && !isLeaving?.current
  const ask = () => new Promise<boolean>((resolve) => setAnswer(() => resolve))
  useEffect(() => {
    guards.set(id, { holds: (way) => holds() && !(way && (isSameAddress(way) || stays(way))), ask })
  })
  useEffect(() => () => void guards.delete(id), [id])
  useBlocker({
    shouldBlockFn: async (way: Way) => firstHolding(way)?.[0] === id && !(await ask()),
    enableBeforeUnload: holds,
  })
  const settle = (isLeft: boolean) => {
    answer?.(isLeft)
    setAnswer(null)
    if (!isLeft) tellStayed()
  }
  return (
    <Modal
      opened={answer !== null}
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
      <p>If you leave this page, what you changed since the last save is gone.</p>
      <div className={css.ask}>
        <Button onClick={() => settle(false)}>Stay and go on writing</Button>
        <Button color="danger" variant="outline" onClick={() => settle(true)}>
          Leave without saving
        </Button>
      </div>
    </Modal>
  )
}
