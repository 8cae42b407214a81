import { type Entry, ledgerContract } from '#api/ledger/contract.ts'
import { entryTypes } from '#domain/ledger/entry.ts'

const { shape } = ledgerContract.listEntries.query
const fields = {
  projectId: shape.projectId,
  type: shape.type,
  group: shape.group,
  actor: shape.actor,
  streamId: shape.streamId,
  from: shape.from,
  runs: shape.runs,
}

export type FilterField = keyof typeof fields
export type LedgerFilter = Partial<Record<FilterField, string>>

/** Of an address: what the server would refuse is dropped, so that a cut link still shows the ledger. */
export function filterOf(search: Record<string, unknown>): LedgerFilter {
  const filter: LedgerFilter = {}
  for (const [field, schema] of Object.entries(fields)) {
    const { data } = schema.safeParse(search[field])
    if (data) filter[field as FilterField] = data
  }
  return filter
}

/** The project that an address asks for and that can't be one; null where there is nothing strange. */
export function strangeProjectOf({ projectId }: Record<string, unknown>): string | null {
  if (projectId === undefined || projectId === '' || shape.projectId.safeParse(projectId).success) return null
  return typeof projectId === 'string' ? projectId : JSON.stringify(projectId)
}

export const hasFilter = (filter: LedgerFilter) => Object.keys(filter).length > 0

/** The ledger's own page with these filters. */
export function ledgerHref(filter: LedgerFilter): string {
  const search = new URLSearchParams(filter as Record<string, string>).toString()
  return search ? `/ledger?${search}` : '/ledger'
}

export const typeNames = entryTypes.toSorted()

/** An entry is named by its place in its stream, which never changes. */
export const keyOf = ({ streamId, streamSeq }: Pick<Entry, 'streamId' | 'streamSeq'>) =>
  `${streamId}#${streamSeq}`
