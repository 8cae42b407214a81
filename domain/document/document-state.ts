import type { Fact } from '../ledger/entry.ts'

export interface DocumentState {
  projectId: string
  title: string
  version: number
  /** Hex, of the text. */
  sha256: string
  size: number
  isAlways: boolean
  createdAt: string
  changedAt: string
  changedBy: string
  removedAt: string | null
}

/** The fold of a document's stream. Throws on a type that no document's stream holds. */
export function applyDocumentEntry(state: DocumentState | null, fact: Fact): DocumentState {
  const { at, actor } = fact
  const changed = { changedAt: at, changedBy: actor }
  if (fact.type === 'document_created')
    return { ...fact.body, version: 1, createdAt: at, ...changed, removedAt: null }
  if (fact.type === 'document_changed' && state) {
    const { restoredFrom: _from, ...content } = fact.body
    return { ...state, ...content, ...changed }
  }
  if (fact.type === 'document_removed' && state) return { ...state, removedAt: at }
  throw new Error(`${fact.type} has no fold in a document's stream`)
}
