import { z } from 'zod'
import { longestTitle, normalText, textRefusal, titleOf } from '#domain/document/document-rules.ts'
import { At, Id, routes, Text } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'

export const DocumentId = Id('doc')

/** Bytes of JSON that a request may have: a text ten times too long is still told so at its field. */
export const documentBodyLimit = 4 * 1024 * 1024

const Title = Text(longestTitle).transform(titleOf)
const Markdown = z.string().transform((typed, context) => {
  const refusal = textRefusal(typed)
  if (refusal) context.addIssue(refusal)
  return normalText(typed)
})
const Version = z.int().min(1)
const VersionInPath = z.coerce.number().int().min(1).max(2_147_483_647)

export const DocumentRow = z
  .strictObject({
    id: DocumentId,
    projectId: ProjectId,
    title: z.string(),
    version: Version,
    /** Of the current text: two versions with one hash hold the same text. */
    sha256: z.string(),
    /** Bytes of UTF-8. */
    size: z.int(),
    /** Every run of the project is given it; else it is given where it is found for the task. */
    isAlways: z.boolean(),
    createdAt: At,
    changedAt: At,
    changedByName: z.string(),
    removedAt: At.nullable(),
  })
  .meta({ id: 'DocumentRow' })
export type DocumentRow = z.infer<typeof DocumentRow>

export const Document = DocumentRow.extend({ text: z.string() }).meta({ id: 'Document' })
export type Document = z.infer<typeof Document>

export const DocumentVersion = z
  .strictObject({
    version: Version,
    title: z.string(),
    sha256: z.string(),
    size: z.int(),
    isAlways: z.boolean(),
    /** The version whose content this one brought back. */
    restoredFrom: Version.nullable(),
    at: At,
    byName: z.string(),
  })
  .meta({ id: 'DocumentVersion' })
export type DocumentVersion = z.infer<typeof DocumentVersion>

export const VersionText = DocumentVersion.extend({ text: z.string() }).meta({ id: 'VersionText' })

export const DocumentHit = z
  .strictObject({
    documentId: DocumentId,
    title: z.string(),
    version: Version,
    /** The headings that the section stands under; empty before the first one. */
    heading: z.string(),
    ordinal: z.int(),
    excerpt: z.array(z.strictObject({ text: z.string(), isHit: z.boolean() })),
  })
  .meta({ id: 'DocumentHit' })
export type DocumentHit = z.infer<typeof DocumentHit>

const content = { title: Title, text: Markdown, isAlways: z.boolean().default(false) }
const params = z.strictObject({ documentId: DocumentId })
const projectParams = z.strictObject({ projectId: ProjectId })
const versionParams = z.strictObject({ documentId: DocumentId, version: VersionInPath })

export const documentsContract = routes({
  listDocuments: {
    method: 'get',
    path: '/projects/{projectId}/documents',
    summary: 'The documents of a project that are not removed, by title',
    auth: 'operator',
    params: projectParams,
    status: 200,
    response: z.strictObject({ items: z.array(DocumentRow) }),
  },
  createDocument: {
    method: 'post',
    path: '/projects/{projectId}/documents',
    summary: 'Write a document. Its title is its own within the project',
    auth: 'operator',
    params: projectParams,
    body: z.strictObject(content).meta({ id: 'NewDocument' }),
    status: 201,
    response: Document,
  },
  searchDocuments: {
    method: 'get',
    path: '/projects/{projectId}/documents/search',
    summary: 'Sections of the documents of a project that hold these words, best first',
    auth: 'operator',
    params: projectParams,
    query: z.strictObject({ q: Text(400), limit: z.coerce.number().int().min(1).max(50).default(20) }),
    status: 200,
    response: z.strictObject({ items: z.array(DocumentHit) }),
  },
  getDocument: {
    method: 'get',
    path: '/documents/{documentId}',
    summary: 'A document as it stands now; a removed one as it was',
    auth: 'operator',
    params,
    status: 200,
    response: Document,
  },
  changeDocument: {
    method: 'post',
    path: '/documents/{documentId}/versions',
    summary: 'Save a new version of what was read as version basedOn; refused where somebody was faster',
    auth: 'operator',
    params,
    body: z
      .strictObject({ ...content, isAlways: z.boolean(), basedOn: Version })
      .meta({ id: 'DocumentChange' }),
    status: 201,
    response: Document,
  },
  restoreVersion: {
    method: 'post',
    path: '/documents/{documentId}/versions/{version}/restore',
    summary: 'Bring back what an old version was, as a new version',
    auth: 'operator',
    params: versionParams,
    body: z.strictObject({ basedOn: Version }).meta({ id: 'DocumentRestore' }),
    status: 201,
    response: Document,
  },
  listVersions: {
    method: 'get',
    path: '/documents/{documentId}/versions',
    summary: 'Every version of a document, newest first',
    auth: 'operator',
    params,
    status: 200,
    response: z.strictObject({ items: z.array(DocumentVersion) }),
  },
  getVersion: {
    method: 'get',
    path: '/documents/{documentId}/versions/{version}',
    summary: 'One version of a document with its text',
    auth: 'operator',
    params: versionParams,
    status: 200,
    response: VersionText,
  },
  removeDocument: {
    method: 'delete',
    path: '/documents/{documentId}',
    summary: 'Remove a document: no search finds it and no run is given it; its versions stay readable',
    auth: 'operator',
    params,
    status: 204,
    response: z.void(),
  },
})
