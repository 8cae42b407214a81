import type { KeyboardEvent } from 'react'

/** Escape that means what is open as a whole, and not the list of choices that is open in it. */
export const isEscapeOfPanel = ({ key, target }: KeyboardEvent): boolean =>
  key === 'Escape' && !(target as Element).hasAttribute('data-mantine-stop-propagation')
