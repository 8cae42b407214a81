import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MethodError, method, none, text } from './method.ts'
import type { Config, Store } from './store.ts'

const hashOf = (config: Config) => createHash('sha256').update(JSON.stringify(config)).digest('hex')
const refused = (message: string) => new MethodError('INVALID_REQUEST', message)

/** What every workspace of it has. */
const skillNames = ['github', 'release-notes', 'weather']

const Json = z.record(z.string(), z.unknown())
type Json = z.output<typeof Json>
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON merge patch: objects merge, null deletes, arrays are whole. */
function merged(current: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch
  const base = isJson(current) ? current : {}
  const fields = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value)] as const)
  const all = { ...base, ...Object.fromEntries(fields) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

/** Arrays that would lose an entry: the real one wants each of them named. */
function losing(current: unknown, next: unknown, path = ''): string[] {
  if (Array.isArray(current)) {
    const kept = Array.isArray(next) ? next : []
    return current.every((one) => kept.includes(one)) && Array.isArray(next) ? [] : [path]
  }
  if (!isJson(current)) return []
  const after = isJson(next) ? next : {}
  return Object.entries(current).flatMap(([key, value]) =>
    losing(value, after[key], path ? `${path}.${key}` : key),
  )
}

const Patch = z.strictObject({
  raw: text,
  baseHash: text.optional(),
  replacePaths: z.array(text).default([]),
})

/** Its configuration, of which it heeds the agents' lists of skills, and what comes of them. */
export function configMethods({ store }: { store: Store }) {
  const told = () => {
    const config = store.config()
    return { exists: true, valid: true, issues: [], hash: hashOf(config), sourceConfig: config, config }
  }
  const filterOf = (agentId: string) => {
    const { defaults, entries } = store.config().agents ?? {}
    return entries?.[agentId]?.skills ?? defaults?.skills
  }
  return {
    'config.get': method('read', none, told),
    'config.patch': method('admin', Patch, ({ raw, baseHash, replacePaths }) => {
      const before = store.config()
      if (!baseHash) throw refused('config base hash required; re-run config.get and retry')
      if (baseHash !== hashOf(before))
        throw refused('config changed since last load; re-run config.get and retry')
      const patch = Json.parse(JSON.parse(raw))
      const next = merged(before, patch) as Config
      const lost = losing(before, next).filter((path) => !replacePaths.includes(path))
      if (lost.length > 0)
        throw refused(`config.patch would remove entries from array path(s): ${lost.join(', ')}.`)
      if (hashOf(next) === hashOf(before)) return { ok: true, noop: true, changedPaths: [], config: before }
      store.setConfig(next)
      return { ok: true, hash: hashOf(next), config: next }
    }),
    'skills.status': method('read', z.strictObject({ agentId: text.default('main') }), ({ agentId }) => {
      const filter = filterOf(agentId)
      return {
        agentId,
        skills: skillNames.map((name) => {
          const isBlocked = filter !== undefined && !filter.includes(name)
          return { name, eligible: true, blockedByAgentFilter: isBlocked, modelVisible: !isBlocked }
        }),
      }
    }),
  }
}
