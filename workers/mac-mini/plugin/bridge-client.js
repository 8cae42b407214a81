const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The loopback bridge in the worker beside this gateway. Throws when it does not answer as it should. */
export function openBridge({ url, token }) {
  async function once(path, body, { timeoutMs = 10_000, signal }) {
    if (!url || !token) throw new Error('the plugin has no url and token')
    const limit = AbortSignal.timeout(timeoutMs)
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    if (!response.ok) throw new Error(`the bridge answered ${response.status}`)
    return response.json()
  }

  return {
    isConfigured: Boolean(url && token),
    async post(path, body, options = {}) {
      for (let left = (options.tries ?? 1) - 1; ; left--) {
        try {
          return await once(path, body, options)
        } catch (error) {
          if (left <= 0) throw error
          await pause(200)
        }
      }
    },
  }
}
