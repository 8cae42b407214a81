import { type HotkeyItem, useHotkeys } from '@mantine/hooks'

export type PageKey = [key: string, act: () => void]

/** What takes letters itself. A box or a radio that has the focus takes none. */
const takesLetters = 'textarea, select, input:not([type="checkbox"]):not([type="radio"])'

/** Keys of the page behind them: they rest while somebody writes. */
export function usePageKeys(keys: PageKey[]) {
  const hotkeys = keys.map(([key, act]): HotkeyItem => {
    const press = (event: KeyboardEvent) => {
      if ((event.target as Element).matches(takesLetters)) return
      event.preventDefault()
      act()
    }
    return [key, press, { preventDefault: false }]
  })
  useHotkeys(hotkeys, [])
}
