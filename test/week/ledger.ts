import type { EntryType, FactOf } from '#domain/ledger/entry.ts'
import type { ExportedEntry } from '#domain/ledger/verify.ts'

/** One recorded fact at its place. */
export type Told<T extends EntryType = EntryType> = T extends EntryType
  ? FactOf<T> & { position: number; streamId: string; projectId: string | null }
  : never

/** An export to be read by itself: nothing of the server's rows or folds is in it. */
export interface Ledger {
  entries: Told[]
  /** Those of these types, in their order. */
  of<T extends EntryType>(...types: T[]): Told<T>[]
  /** Of an operator, agent, project, key or executor, as it was called last. */
  nameOf(id: string): string
}

export function ledgerOf(exported: readonly Pick<ExportedEntry, 'position' | 'entry'>[]): Ledger {
  const entries = exported.map(({ position, entry }) => ({ ...entry, position }) as unknown as Told)
  const names = new Map(entries.flatMap(namesIn))
  return {
    entries,
    of: <T extends EntryType>(...types: T[]) =>
      entries.filter(({ type }) => (types as string[]).includes(type)) as Told<T>[],
    nameOf: (id) => names.get(id) ?? id,
  }
}

export const idOf = ({ streamId }: Pick<Told, 'streamId'>) => streamId.slice(streamId.indexOf('/') + 1)

/** Who did it, as the id of who they are. */
export const actorIdOf = ({ actor }: Pick<Told, 'actor'>) => actor.slice(actor.indexOf(':') + 1)

function namesIn(entry: Told): [string, string][] {
  switch (entry.type) {
    case 'project_created':
    case 'project_changed':
    case 'agent_created':
    case 'agent_changed':
    case 'operator_created':
    case 'operator_joined':
    case 'api_key_created':
    case 'executor_registered':
      return [[idOf(entry), entry.body.name]]
    default:
      return []
  }
}

/** Lists of what has the same key, in the order in which the keys came. */
export function groupedBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
