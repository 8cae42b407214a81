import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

/** For each test of a file: a browser that nobody looks at, with this for its notifications and these tabs in focus. */
export function stubBrowser(Notification: object, focusedTabs: () => { name: string }[] = () => []) {
  const locks = {
    request: async (_name: string, _options: object, held: () => Promise<void>) => held(),
    query: async () => ({ held: focusedTabs() }),
  }
  beforeEach(() => {
    localStorage.clear()
    vi.stubGlobal('Notification', Notification)
    vi.stubGlobal('isSecureContext', true)
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
    vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  })
  afterEach(() => {
    cleanup()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })
}
