import type { Document } from '#api/documents/contract.ts'
import { projectId } from '../../http/sample-data.ts'

export const documentId = 'doc_0123456789abcdef'

export const aDocument = (change: Partial<Document> = {}): Document => ({
  id: documentId,
  projectId,
  title: 'Voice',
  version: 3,
  sha256: 'a'.repeat(64),
  size: 12_400,
  isAlways: false,
  createdAt: '2026-11-20T10:00:00.000Z',
  changedAt: '2026-11-24T10:00:00.000Z',
  changedByName: 'Mara Lind',
  removedAt: null,
  text: '# How\nShort.\n',
  ...change,
})

export const aRowOf = ({ text: _text, ...row }: Document) => row
