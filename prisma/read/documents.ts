import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

export interface DocumentSummary {
  id: string
  projectId: string
  title: string
  version: number
  sha256: string
  size: number
  isAlways: boolean
  createdAt: string
  changedAt: string
  changedByName: string
  removedAt: string | null
}

export interface DocumentVersion {
  version: number
  title: string
  sha256: string
  size: number
  isAlways: boolean
  restoredFrom: number | null
  at: string
  byName: string
}

type Actor = { actor: string }
const columns = `d.id, d.project_id as "projectId", d.title, d.version, d.sha256, d.size, d.is_always as "isAlways",
  ${isoOf('d.created_at')} as "createdAt", ${isoOf('d.changed_at')} as "changedAt", d.changed_by as actor,
  ${isoOf('d.removed_at')} as "removedAt"`

async function named(
  pool: Pool,
  rows: (Omit<DocumentSummary, 'changedByName'> & Actor)[],
): Promise<DocumentSummary[]> {
  const nameOf = await namesOf(
    pool,
    rows.map(({ actor }) => actor),
  )
  return rows.map(({ actor, ...row }) => ({ ...row, changedByName: nameOf(actor) }))
}

/** Of a project, by title, without the removed ones. */
export async function listDocuments(pool: Pool, projectId: string): Promise<DocumentSummary[]> {
  const { rows } = await pool.query(
    `select ${columns} from document d where d.project_id = $1 and d.removed_at is null order by d.title_key`,
    [projectId],
  )
  return named(pool, rows)
}

/** A removed one too. */
export async function documentById(pool: Pool, documentId: string): Promise<DocumentSummary | null> {
  const { rows } = await pool.query(`select ${columns} from document d where d.id = $1`, [documentId])
  return (await named(pool, rows))[0] ?? null
}

const versionColumns = `v.version, v.title, v.sha256, v.size, v.is_always as "isAlways",
  v.restored_from as "restoredFrom", ${isoOf('v.at')} as at, v.actor`

async function versionsNamed<T extends Omit<DocumentVersion, 'byName'> & Actor>(pool: Pool, rows: T[]) {
  const nameOf = await namesOf(
    pool,
    rows.map(({ actor }) => actor),
  )
  return rows.map(({ actor, ...row }) => ({ ...row, byName: nameOf(actor) }))
}

/** Newest first. */
export async function versionsOf(pool: Pool, documentId: string): Promise<DocumentVersion[]> {
  const { rows } = await pool.query<Omit<DocumentVersion, 'byName'> & Actor>(
    `select ${versionColumns} from document_version v where v.document_id = $1 order by v.version desc`,
    [documentId],
  )
  return versionsNamed(pool, rows)
}

export async function versionOf(
  pool: Pool,
  documentId: string,
  version: number,
): Promise<(DocumentVersion & { text: string }) | null> {
  const { rows } = await pool.query<Omit<DocumentVersion, 'byName'> & Actor & { text: string }>(
    `select ${versionColumns}, t.text from document_version v join document_text t on t.sha256 = v.sha256
      where v.document_id = $1 and v.version = $2`,
    [documentId, version],
  )
  return (await versionsNamed(pool, rows))[0] ?? null
}
