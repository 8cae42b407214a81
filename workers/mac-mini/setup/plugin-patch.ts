/** The parts of the gateway's configuration that we read; the rest is left alone. */
export interface GatewayConfig {
  plugins?: {
    allow?: string[]
    load?: { paths?: string[] }
    entries?: Record<
      string,
      { enabled?: boolean; config?: { url?: string; token?: string; stopFile?: string } }
    >
  }
}

export interface Change {
  /** For the gateway's `config.patch`: arrays are whole, objects are merged. */
  patch: Record<string, unknown>
  /** What it does, in sentences, without secrets. */
  words: string[]
}

export interface Wanted {
  folder: string
  url: string
  token: string
  /** Of the worker, by its path. */
  stopFile: string
}

const id = 'front-office'

/** What has to change so that the gateway loads our plugin and it finds the worker. */
export function pluginChange(current: GatewayConfig, { folder, url, token, stopFile }: Wanted): Change {
  const { allow, load, entries } = current.plugins ?? {}
  const paths = load?.paths ?? []
  const words = [
    ...(paths.includes(folder) ? [] : [`plugins.load.paths: add ${folder}`]),
    ...(allow && !allow.includes(id) ? [`plugins.allow: add ${id}`] : []),
    `plugins.entries.${id}: enabled, with the address ${url} and the bridge's token`,
    `plugins.entries.${id}.hooks.allowConversationAccess: true, so that it can add the Context Pack to a run`,
    `plugins.entries.${id}.config.stopFile: ${stopFile}, which it looks at while the worker is away`,
    ...(entries?.[id]?.config?.url && entries[id].config.url !== url
      ? [`(it had the address ${entries[id].config.url})`]
      : []),
  ]
  const plugins = {
    load: { paths: paths.includes(folder) ? paths : [...paths, folder] },
    // A gateway without the list allows every plugin; adding one would forbid the rest.
    ...(allow && { allow: allow.includes(id) ? allow : [...allow, id] }),
    entries: {
      [id]: { enabled: true, config: { url, token, stopFile }, hooks: { allowConversationAccess: true } },
    },
  }
  return { patch: { plugins }, words }
}
