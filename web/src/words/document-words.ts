import type { documentBodies } from '#domain/ledger/bodies/document.ts'
import type { Some } from './said.ts'

const given = (isAlways: boolean) => (isAlways ? ', given to every run' : '')

export const documentWords: Some<keyof typeof documentBodies> = {
  document_created: (body) => ({
    what: `wrote the document ${body.title}${given(body.isAlways)}`,
    detail: `Text sha256 ${body.sha256}`,
  }),
  document_changed: (body) => ({
    what: body.restoredFrom
      ? `brought back version ${body.restoredFrom} of ${body.title} as version ${body.version}`
      : `changed ${body.title}: version ${body.version}${given(body.isAlways)}`,
    detail: `Text sha256 ${body.sha256}`,
  }),
  document_removed: (body) => ({ what: `removed the document ${body.title}`, tone: 'muted' }),
}
