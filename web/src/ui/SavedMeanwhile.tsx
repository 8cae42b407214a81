import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './form.module.css'

interface SavedMeanwhileProps {
  /** The version that stands now. */
  version: number
  by?: string | undefined
  /** What it changed, or where that can be read. */
  children: ReactNode
  isBusy: boolean
  onKeepMine: () => void
  onTakeTheirs: () => void
}

/** Somebody saved while this was written. Nothing is dropped and nothing is saved over before it is chosen. */
export function SavedMeanwhile({
  version,
  by = 'Somebody',
  children,
  isBusy,
  onKeepMine,
  onTakeTheirs,
}: SavedMeanwhileProps) {
  return (
    <section className={css.meanwhile} aria-label="A newer version">
      <p role="alert">
        {by} saved version {version} while you wrote this. What you wrote is kept here.
      </p>
      {children}
      <div className={css.ask}>
        <Button variant="default" disabled={isBusy} onClick={onKeepMine}>
          {isBusy ? 'Recording…' : `Save yours as version ${version + 1}`}
        </Button>
        <Button variant="default" disabled={isBusy} onClick={onTakeTheirs}>
          Go on from theirs, drop yours
        </Button>
      </div>
    </section>
  )
}
