/** Whether this browser tells: a choice of its own, kept in it, whoever signs in. */
export type Consent = 'not_asked' | 'on' | 'off' | 'blocked' | 'absent'

const key = 'front-office-notifications'
const changes = new EventTarget()
const changed = () => changes.dispatchEvent(new Event('change'))

/** Chrome on Android has the API, and throws when a page uses it. */
let isRefused = false

/** Without a secure context browsers have neither notifications nor locks. */
const isThere = () =>
  globalThis.isSecureContext && 'Notification' in globalThis && Boolean(navigator.locks) && !isRefused

export function consent(): Consent {
  if (!isThere()) return 'absent'
  if (Notification.permission === 'denied') return 'blocked'
  if (Notification.permission === 'default') return 'not_asked'
  return kept() === 'on' ? 'on' : 'off'
}

function kept(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // A browser that keeps nothing has switched nothing on.
    return null
  }
}

function keep(choice: 'on' | 'off') {
  try {
    localStorage.setItem(key, choice)
  } catch {
    // It stays off.
  }
  changed()
}

/** The browser asks whoever sits there, and shows at once what it will look like. */
export async function turnOn(): Promise<void> {
  const isAllowed = (await Notification.requestPermission()) === 'granted'
  if (!isAllowed) changed()
  else if (
    show('Front Office tells you here', { body: 'When something waits for you.', tag: 'front-office' })
  )
    keep('on')
}

export const turnOff = () => keep('off')

/** Null: this browser has no notifications for pages, whatever it says. */
export function show(title: string, options: NotificationOptions): Notification | null {
  try {
    return new Notification(title, options)
  } catch {
    isRefused = true
    changed()
    return null
  }
}

/** Calls when it changes: here, in another tab, or in the browser's own settings. Answers how to stop. */
export function onConsent(heard: () => void): () => void {
  const ending = new AbortController()
  const { signal } = ending
  changes.addEventListener('change', heard, { signal })
  window.addEventListener('storage', heard, { signal })
  void navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => status.addEventListener('change', heard, { signal }),
    () => {},
  )
  return () => ending.abort()
}
