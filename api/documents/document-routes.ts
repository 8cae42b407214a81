import type { Request } from 'express'
import { bytesOf, staleRefusal } from '#domain/document/document-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { documentById, listDocuments, versionOf, versionsOf } from '#prisma/read/documents.ts'
import { searchDocuments } from '#prisma/read/knowledge.ts'
import { projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'
import { changeDocument, createDocument, removeDocument } from '#prisma/write/settings/documents.ts'
import { requireAction } from '../auth/permission.ts'
import { findingTheFirst, idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { type Document, documentsContract } from './contract.ts'

type Pool = Source['pool']
interface Content {
  title: string
  text: string
  isAlways: boolean
}

const by = ({ id }: OperatorCaller) => ({ at: new Date().toISOString(), actor: actorOf('operator', id) })
const factOf = ({ title, text, isAlways }: Content) => ({
  title,
  sha256: sha256Hex(text),
  size: bytesOf(text),
  isAlways,
})

export function documentRoutes(to: Mount, { pool }: Source): void {
  mount(to, documentsContract, {
    async listDocuments({ params }) {
      await requireProject(pool, params.projectId)
      return { items: await listDocuments(pool, params.projectId) }
    },

    async createDocument({ operator, params, body, req }) {
      requireAction(operator, 'writeDocument')
      refuseNul(req)
      const documentId = idOfRequest('document', operator.id, req)
      return findingTheFirst(async () => {
        const known = await documentById(pool, documentId)
        if (known) return sameAs(await withText(pool, documentId), params.projectId, body)
        const fact = { projectId: params.projectId, ...factOf(body) }
        await createDocument(pool, {
          documentId,
          fact: { ...by(operator), type: 'document_created', body: fact },
          text: body.text,
        })
        return withText(pool, documentId)
      })
    },

    async searchDocuments({ params, query }) {
      await requireProject(pool, params.projectId)
      return { items: await searchDocuments(pool, params.projectId, query.q, query.limit) }
    },

    getDocument: ({ params }) => withText(pool, params.documentId),

    async changeDocument({ operator, params, body, req }) {
      requireAction(operator, 'writeDocument')
      refuseNul(req)
      const { basedOn, ...content } = body
      return save(pool, { ...params, basedOn, content, operator, restoredFrom: null })
    },

    async restoreVersion({ operator, params, body }) {
      requireAction(operator, 'writeDocument')
      const { documentId, version } = params
      const content = await foundVersion(pool, documentId, version)
      return save(pool, { documentId, basedOn: body.basedOn, content, operator, restoredFrom: version })
    },

    async listVersions({ params }) {
      await withText(pool, params.documentId)
      return { items: await versionsOf(pool, params.documentId) }
    },

    getVersion: ({ params }) => foundVersion(pool, params.documentId, params.version),

    async removeDocument({ operator, params }) {
      requireAction(operator, 'removeDocument')
      const { title } = await withText(pool, params.documentId)
      const fact = { ...by(operator), type: 'document_removed', body: { title } } as const
      await removeDocument(pool, params.documentId, fact)
    },
  })
}

interface Save {
  documentId: string
  basedOn: number
  content: Content
  restoredFrom: number | null
  operator: OperatorCaller
}

/** What stands there already makes no version: so a save that is sent again answers as the first time did. */
async function save(
  pool: Pool,
  { documentId, basedOn, content, restoredFrom, operator }: Save,
): Promise<Document> {
  const current = await withText(pool, documentId)
  if (current.removedAt) throw new Refused('not_found', `“${current.title}” was removed. Write it anew.`)
  if (isSame(current, content)) return current
  // Said at once where it is known; behind the stream's lock it is asked again.
  const refusal = staleRefusal(current, basedOn)
  if (refusal) throw new Refused('version_differs', refusal)
  const body = { version: basedOn + 1, ...factOf(content), restoredFrom }
  await changeDocument(pool, {
    documentId,
    fact: { ...by(operator), type: 'document_changed', body },
    text: content.text,
  })
  return withText(pool, documentId)
}

const isSame = (known: Document, asked: Content) =>
  known.title === asked.title && known.isAlways === asked.isAlways && known.text === asked.text

async function requireProject(pool: Pool, projectId: string): Promise<void> {
  if (!(await projectById(pool, projectId))) throw new Refused('not_found', 'There is no such project.')
}

async function withText(pool: Pool, documentId: string): Promise<Document> {
  const row = await documentById(pool, documentId)
  if (!row) throw new Refused('not_found', 'There is no such document.')
  return { ...row, text: (await foundVersion(pool, documentId, row.version)).text }
}

async function foundVersion(pool: Pool, documentId: string, version: number) {
  const found = await versionOf(pool, documentId, version)
  if (!found) throw new Refused('not_found', `There is no version ${version} of such a document.`)
  return found
}

function sameAs(known: Document, projectId: string, asked: Content): Document {
  if (known.projectId === projectId && known.version === 1 && isSame(known, asked)) return known
  throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}

/** Before it is cleaned away as in other texts: a file with NUL is not a text, and half of it would be lost. */
function refuseNul({ body }: Request): void {
  const refused = ['title', 'text'].filter((field) => String(body?.[field]).includes('\u0000'))
  if (refused.length === 0) return
  const message = 'holds NUL characters, so it is not a text. Save it as UTF-8 first.'
  throw new InvalidRequest(refused.map((field) => ({ path: `body.${field}`, message })))
}
