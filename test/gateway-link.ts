import type { GatewayLink } from '#activities/openclaw/openclaw-client.ts'

/** How the worker stands to its gateway, as a test says; connected until it says otherwise. */
export function aGatewayLink() {
  const listeners = new Set<(link: GatewayLink) => void>()
  let link = linkOf('connected')
  return {
    link: () => link,
    onChange(listener: (link: GatewayLink) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(state: GatewayLink['state']) {
      link = linkOf(state)
      for (const listener of [...listeners]) listener(link)
    },
  }
}

function linkOf(state: GatewayLink['state']): GatewayLink {
  if (state !== 'connected') return { state, detail: 'away' }
  const boot = { id: 'boot', seenAt: 0, startedAt: 0 }
  const installed = { plugin: null, protocol: null }
  return { state, facts: { version: 'test', isPractice: true }, installed, boot, detail: '' }
}
