import { anchorLine, anchorsOf } from '#domain/ledger/anchor.ts'
import type { AnchorPlace } from './anchor-place.ts'

const patienceMs = 10_000

/** An object that is read by GET and replaced by PUT. Keeping its older versions is up to whoever keeps it. */
export function anchorUrl(address: string, token: string | null): AnchorPlace {
  const url = new URL(address)
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const ask = (init: RequestInit) =>
    fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
  async function last() {
    const answer = await ask({ headers })
    if (answer.status === 404) return null
    if (!answer.ok) throw new Error(`it answers ${answer.status} to a GET`)
    return anchorsOf(await answer.text()).at(-1) ?? null
  }
  return {
    name: 'url',
    target: `${url.origin}${url.pathname}`,
    last,
    all: async () => [(await last()) ?? []].flat(),
    async note(anchor) {
      const body = `${anchorLine(anchor)}\n`
      const type = { 'content-type': 'application/x-ndjson' }
      const answer = await ask({ method: 'PUT', headers: { ...headers, ...type }, body })
      if (!answer.ok) throw new Error(`it answers ${answer.status} to a PUT`)
    },
  }
}
