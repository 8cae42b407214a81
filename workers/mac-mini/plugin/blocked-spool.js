/** More than these wait for no bridge; what comes then is blocked all the same, and not told. */
const mostWaiting = 200
const againMs = 5_000

/** Also where the host registers the plugin again. Gone with the gateway's process. */
const waiting = []
let isTelling = false

/** What the plugin blocked by itself, told to the bridge in order, when it is there. Nothing waits for it. */
export function openBlockedSpool(bridge) {
  async function flush() {
    if (isTelling) return
    isTelling = true
    while (waiting.length > 0) {
      try {
        await bridge.post('/v1/blocked', waiting[0], { timeoutMs: 4_000 })
      } catch (error) {
        // What it can't read it will never read.
        if (error?.status !== 400) break
      }
      waiting.shift()
    }
    isTelling = false
    if (waiting.length > 0) setTimeout(flush, againMs).unref?.()
  }
  return {
    note(call) {
      if (!bridge.isConfigured || waiting.length >= mostWaiting) return
      waiting.push(call)
      void flush()
    },
  }
}
