import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type RefObject, useEffect, useId } from 'react'
import css from './form.module.css'

interface UnsavedGuardProps {
  isDirty: boolean
  /** True from a save on: what follows leaves the page with nothing to lose. */
  isLeaving?: RefObject<boolean>
}

/** Whether each guard of the page holds something, in the order they came. */
const guards = new Map<string, () => boolean>()
const firstHolding = () => [...guards].find(([, holds]) => holds())?.[0]

/**
 * Asks before the page is left with what is not saved; the browser asks before the window is closed. Of several on a
 * page the first that holds something asks for all.
 */
export function UnsavedGuard({ isDirty, isLeaving }: UnsavedGuardProps) {
  const id = useId()
  const holds = () => isDirty && !isLeaving?.current
  useEffect(() => {
    guards.set(id, holds)
  })
  useEffect(() => () => void guards.delete(id), [id])
  const blocker = useBlocker({
    shouldBlockFn: () => holds() && firstHolding() === id,
    enableBeforeUnload: holds,
    withResolver: true,
  })
  const isAsking = blocker.status === 'blocked'
  return (
    <div className={css.guard}>
      <Modal
        opened={isAsking}
        onClose={() => blocker.reset?.()}
        title="What you wrote is not saved"
        centered
        withinPortal={false}
        classNames={{ inner: css.inPlace ?? '' }}
        closeButtonProps={{ 'aria-label': 'Close' }}
        // The keys of the page behind it rest.
        onKeyDown={(event) => event.stopPropagation()}
      >
        <p>If you leave this page, what you changed since the last save is gone.</p>
        <div className={css.ask}>
          <Button onClick={() => blocker.reset?.()}>Stay and go on writing</Button>
          <Button color="danger" variant="outline" onClick={() => blocker.proceed?.()}>
            Leave without saving
          </Button>
        </div>
      </Modal>
    </div>
  )
}
