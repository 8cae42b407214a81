import { type KeyboardEvent, useState } from 'react'
import css from './RowPanel.module.css'

/** Escape that means what is open as a whole, and not the list of choices that is open in it. */
const isEscapeOfPanel = ({ key, target }: KeyboardEvent): boolean =>
  key === 'Escape' && !(target as Element).hasAttribute('data-mantine-stop-propagation')

/** Escape closes what is open; where something was typed in it, the second one does, and the first says so. */
export function useEscape(onClose: () => void) {
  const [typed, setTyped] = useState<'nothing' | 'something' | 'asked'>('nothing')
  return {
    handlers: {
      onInput: () => setTyped('something'),
      onKeyDown: (event: KeyboardEvent) => {
        if (!isEscapeOfPanel(event)) return
        event.stopPropagation()
        if (typed === 'something') setTyped('asked')
        else onClose()
      },
    },
    warning: typed === 'asked' && (
      <p role="status" className={css.warning}>
        Escape once more drops what you typed.
      </p>
    ),
  }
}
