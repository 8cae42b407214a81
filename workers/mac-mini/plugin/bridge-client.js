import { stopFileSays } from './stop-file.js'

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Asking again changes nothing. */
class FinalError extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

/** The loopback bridge in the worker beside this gateway. Throws when it does not answer as it should. */
export function openBridge({ url, token, stopFile }) {
  async function once(path, body, { timeoutMs = 10_000, signal }) {
    if (!url || !token) throw new FinalError('the plugin has no url and token')
    const limit = AbortSignal.timeout(timeoutMs)
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    if (!response.ok) throw new FinalError(`the bridge answered ${response.status}`, response.status)
    return response.json()
  }

  /** Tries again while the worker is away, for `patienceMs`: it may be starting. */
  async function post(path, body, { patienceMs = 0, ...options } = {}) {
    const until = Date.now() + patienceMs
    for (;;) {
      try {
        return await once(path, body, options)
      } catch (error) {
        const isFinal = error instanceof FinalError || options.signal?.aborted
        if (isFinal || Date.now() >= until) throw error
        await pause(250)
      }
    }
  }

  const stopWhileAway = () => stopFileSays(stopFile)
  return {
    isConfigured: Boolean(url && token),
    post,
    stopWhileAway,
    /** Why whoever asks is stopped, or null. The worker looks at its file itself, so its answer holds. */
    async stopOf(path, body, options) {
      const answer = await post(path, body, options).catch(() => null)
      return answer ? (answer.stop ?? null) : stopWhileAway()
    },
  }
}
