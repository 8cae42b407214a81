const lock = 'front-office-focused'

/** Whether any tab of this browser has the focus. Each says it by a lock, which goes with its tab, however that ends. */
export function followFocus() {
  let held: { letGo: () => void; gone: Promise<unknown> } | null = null
  /** Browsers without locks show no notifications either; see consent.ts. */
  async function follow() {
    if (!navigator.locks || document.hasFocus() === (held !== null)) return
    if (held) {
      const { letGo, gone } = held
      held = null
      letGo()
      await gone
      return
    }
    let letGo = () => {}
    const untilGone = new Promise<void>((resolve) => {
      letGo = resolve
    })
    held = { letGo, gone: navigator.locks.request(lock, { mode: 'shared' }, () => untilGone) }
  }
  const ending = new AbortController()
  for (const type of ['focus', 'blur'])
    window.addEventListener(type, () => void follow(), { signal: ending.signal })
  void follow()
  return {
    async isAnywhere(): Promise<boolean> {
      // A frame of this page that had the focus lost it without a word.
      await follow()
      const { held: all = [] } = await navigator.locks.query()
      return document.hasFocus() || all.some(({ name }) => name === lock)
    },
    stop() {
      ending.abort()
      held?.letGo()
    },
  }
}
