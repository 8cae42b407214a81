import { titleKeyOf } from '#domain/document/document-rules.ts'
import { applyDocumentEntry, type DocumentState } from '#domain/document/document-state.ts'
import { sectionsOf } from '#domain/document/section-rules.ts'
import type { Tx } from '../../client.ts'
import type { Row, RowFold, Rows } from './rows.ts'

/** A document's row, its versions, and the sections of the one that searches look in. */
export function documentFold(documentId: string): RowFold {
  let state: DocumentState | null = null
  const versions: Row[] = []
  return {
    take({ fact }) {
      state = applyDocumentEntry(state, fact)
      if (fact.type !== 'document_created' && fact.type !== 'document_changed') return
      const { version, title, sha256, size, isAlways } = state
      versions.push({
        ...{ document_id: documentId, version, title, sha256, size, is_always: isAlways },
        restored_from: fact.type === 'document_changed' ? fact.body.restoredFrom : null,
        at: fact.at,
        actor: fact.actor,
      })
    },
    async rows(tx): Promise<Rows> {
      if (!state) return {}
      return {
        document: [documentRow(documentId, state)],
        document_version: versions,
        document_section: state.removedAt ? [] : await sectionRows(tx, documentId, state.sha256),
      }
    },
  }
}

const documentRow = (id: string, state: DocumentState): Row => ({
  id,
  project_id: state.projectId,
  title: state.title,
  title_key: state.removedAt ? null : titleKeyOf(state.title),
  version: state.version,
  sha256: state.sha256,
  size: state.size,
  is_always: state.isAlways,
  created_at: state.createdAt,
  changed_at: state.changedAt,
  changed_by: state.changedBy,
  removed_at: state.removedAt,
})

/** The text is a fact of its own, under its hash (ADR 022). */
async function sectionRows(tx: Tx, document_id: string, sha256: string): Promise<Row[]> {
  const { rows } = await tx.query<{ text: string }>('select text from document_text where sha256 = $1', [
    sha256,
  ])
  return sectionsOf(rows[0]?.text ?? '').map((section) => ({ document_id, ...section }))
}
