import { staleRefusal, titleKeyOf } from '#domain/document/document-rules.ts'
import { applyDocumentEntry, type DocumentState } from '#domain/document/document-state.ts'
import { sectionsOf } from '#domain/document/section-rules.ts'
import { Refused } from '#domain/errors.ts'
import { documentStreamId } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { nameOf } from '../../read/names.ts'
import { wake } from '../wake.ts'
import { recordWithin } from './setting.ts'

export interface Written<T extends 'document_created' | 'document_changed'> {
  documentId: string
  fact: FactOf<T>
  /** Its hash and size stand in the fact. */
  text: string
}

/** Throws Refused name_taken where the project has a document of this title, project_removed. */
export async function createDocument(
  pool: Pool,
  { documentId, fact, text }: Written<'document_created'>,
): Promise<void> {
  const { projectId } = fact.body
  await write(pool, { documentId, projectId, fact }, async (tx) => {
    await requireProject(tx, projectId)
    await insertVersion(tx, documentId, applyDocumentEntry(null, fact), { text, restoredFrom: null })
  })
}

/**
 * One more version; the fact's number is one more than that of the version which was changed.
 * Throws Refused version_differs where somebody was faster, name_taken, not_found, project_removed.
 */
export async function changeDocument(
  pool: Pool,
  { documentId, fact, text }: Written<'document_changed'>,
): Promise<void> {
  const projectId = await projectOf(pool, documentId)
  await write(pool, { documentId, projectId, fact }, async (tx) => {
    await requireProject(tx, projectId)
    const current = await currentDocument(tx, documentId)
    const changedByName = await nameOf(tx, current.changedBy)
    const refusal = staleRefusal({ version: current.version, changedByName }, fact.body.version - 1)
    if (refusal) throw new Refused('version_differs', refusal)
    const { restoredFrom } = fact.body
    await insertVersion(tx, documentId, applyDocumentEntry(current, fact), { text, restoredFrom })
  })
}

/** No search finds it and no run is given it any more; its versions stay readable. Throws Refused not_found. */
export async function removeDocument(
  pool: Pool,
  documentId: string,
  fact: FactOf<'document_removed'>,
): Promise<void> {
  const projectId = await projectOf(pool, documentId)
  await write(pool, { documentId, projectId, fact }, async (tx) => {
    const { removedAt } = applyDocumentEntry(await currentDocument(tx, documentId), fact)
    await tx.query('update document set removed_at = $2, title_key = null where id = $1', [
      documentId,
      removedAt,
    ])
    await tx.query('delete from document_section where document_id = $1', [documentId])
  })
}

interface Recording {
  documentId: string
  projectId: string
  fact: Fact
}

async function write(
  pool: Pool,
  { documentId, projectId, fact }: Recording,
  apply: (tx: Tx) => Promise<void>,
): Promise<void> {
  const setting = { streamId: documentStreamId(documentId), projectId, writer: 'api', fact } as const
  try {
    await inTransaction(pool, (tx) => recordWithin(tx, setting, apply))
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint !== 'document_project_id_title_key_key') throw error
    const { title } = fact.body as { title: string }
    throw new Refused(
      'name_taken',
      `The project has a document called “${title}” already. Choose another title.`,
    )
  }
  wake(pool, 'ledger')
}

const gone = () => new Refused('not_found', 'There is no such document, or it was removed.')

async function projectOf(pool: Pool, documentId: string): Promise<string> {
  const { rows } = await pool.query('select project_id as id from document where id = $1', [documentId])
  if (!rows[0]) throw gone()
  return rows[0].id
}

async function requireProject(tx: Tx, projectId: string): Promise<void> {
  const { rows } = await tx.query('select name, removed_at from project where id = $1', [projectId])
  if (!rows[0]) throw new Refused('not_found', 'There is no such project.')
  if (rows[0].removed_at) throw new Refused('project_removed', `${rows[0].name} is removed.`)
}

/** Behind the stream's lock. */
async function currentDocument(tx: Tx, documentId: string): Promise<DocumentState> {
  const { rows } = await tx.query(
    `select project_id as "projectId", title, version, sha256, size, is_always as "isAlways", created_at, changed_at,
            changed_by as "changedBy" from document where id = $1 and removed_at is null`,
    [documentId],
  )
  if (!rows[0]) throw gone()
  const { created_at, changed_at, ...rest } = rows[0]
  return {
    ...rest,
    createdAt: created_at.toISOString(),
    changedAt: changed_at.toISOString(),
    removedAt: null,
  }
}

interface Content {
  text: string
  restoredFrom: number | null
}

async function insertVersion(
  tx: Tx,
  documentId: string,
  state: DocumentState,
  { text, restoredFrom }: Content,
) {
  const { title, version, sha256, size, isAlways, changedAt, changedBy } = state
  await tx.query('insert into document_text (sha256, text) values ($1, $2) on conflict do nothing', [
    sha256,
    text,
  ])
  await tx.query(
    `insert into document (id, project_id, title, title_key, version, sha256, size, is_always, created_at, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (id) do update set (title, title_key, version, sha256, size, is_always, changed_at, changed_by) =
       (excluded.title, excluded.title_key, excluded.version, excluded.sha256, excluded.size, excluded.is_always,
        excluded.changed_at, excluded.changed_by)`,
    [
      documentId,
      state.projectId,
      title,
      titleKeyOf(title),
      version,
      sha256,
      size,
      isAlways,
      state.createdAt,
      changedAt,
      changedBy,
    ],
  )
  await tx.query(
    `insert into document_version (document_id, version, title, sha256, size, is_always, restored_from, at, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [documentId, version, title, sha256, size, isAlways, restoredFrom, changedAt, changedBy],
  )
  await replaceSections(tx, documentId, title, text)
}

/** The title counts most, then the headings. English: see ADR 022. */
async function replaceSections(tx: Tx, documentId: string, title: string, text: string): Promise<void> {
  await tx.query('delete from document_section where document_id = $1', [documentId])
  await tx.query(
    `insert into document_section (document_id, ordinal, heading, text, search)
     select $1, s.ordinal, s.heading, s.text,
            setweight(to_tsvector('english', $2), 'A') || setweight(to_tsvector('english', s.heading), 'B')
              || setweight(to_tsvector('english', s.text), 'D')
       from jsonb_to_recordset($3::jsonb) as s (ordinal int, heading text, text text)`,
    [documentId, title, JSON.stringify(sectionsOf(text))],
  )
}
