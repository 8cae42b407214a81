import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import css from './form.module.css'

interface UnsavedGuardProps {
  isDirty: boolean
  /** True from a save on: what follows leaves the page with nothing to lose. */
  isLeaving?: RefObject<boolean>
}

/** Asks before the page is left with what is not saved; the browser asks before the window is closed. */
export function UnsavedGuard({ isDirty, isLeaving }: UnsavedGuardProps) {
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && !isLeaving?.current,
    enableBeforeUnload: () => isDirty && !isLeaving?.current,
    withResolver: true,
  })
  const isAsking = blocker.status === 'blocked'
  return (
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
  )
}
