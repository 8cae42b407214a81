import type { Input } from '#api/http/contract.ts'
import type { tasksContract } from '#api/tasks/contract.ts'
import type { CheckKind } from '#domain/quality/deliverable.ts'

/** One line of the form; of its fields those count that its kind has. */
export interface DeliverableDraft {
  key: string
  title: string
  kind: CheckKind
  url: string
  contains: string
  sha256: string
  path: string
  schema: string
  repository: string
  commit: string
  message: string
  branch: string
}

export const noDeliverable = (): DeliverableDraft => ({
  key: crypto.randomUUID(),
  title: '',
  kind: 'artifact',
  url: '',
  contains: '',
  sha256: '',
  path: '',
  schema: '',
  repository: '',
  commit: '',
  message: '',
  branch: '',
})

type Sent = NonNullable<Input<typeof tasksContract.createTask.body>['deliverables']>[number]
/** By the address of a form's field: `deliverables.0.title`. */
export type LineErrors = Record<string, string>

/** As it was added. Who chose a proof means something, though it has no title yet. */
const isBlank = ({ key: _key, kind, ...texts }: DeliverableDraft) =>
  kind === noDeliverable().kind && Object.values(texts).join('').trim() === ''

/** The lines that are sent, with their place in the form. */
const linesOf = (drafts: readonly DeliverableDraft[]) =>
  drafts.map((draft, nth) => ({ draft, nth })).filter(({ draft }) => !isBlank(draft))

export function lineErrors(drafts: readonly DeliverableDraft[]): LineErrors {
  const errors: LineErrors = {}
  const lines = linesOf(drafts)
  for (const { draft, nth } of lines) {
    const title = draft.title.trim()
    const first = lines.find((line) => line.draft.title.trim() === title)
    if (!title) errors[`deliverables.${nth}.title`] = 'Give it a title.'
    else if (first && first.nth < nth) errors[`deliverables.${nth}.title`] = `${title} is declared twice.`
    if (draft.kind === 'url' && !draft.contains.trim())
      errors[`deliverables.${nth}.contains`] = 'Say what text must be there.'
    const schema = draft.kind === 'json' ? schemaError(draft.schema) : null
    if (schema) errors[`deliverables.${nth}.schema`] = schema
  }
  return errors
}

/** Whether it is a schema is said by the server. */
function schemaError(text: string): string | null {
  if (!text.trim()) return 'Paste the JSON Schema that it must match.'
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}`
  }
}

const orNull = (text: string) => text.trim() || null

export const deliverablesOf = (drafts: readonly DeliverableDraft[]): Sent[] =>
  linesOf(drafts).map(({ draft }) => sentOf(draft))

function sentOf(draft: DeliverableDraft): Sent {
  const title = draft.title.trim()
  const check = checkOf(draft)
  return check ? { title, check } : title
}

/** Null: the title says it all. */
function checkOf({ kind, ...draft }: DeliverableDraft): Exclude<Sent, string>['check'] | null {
  switch (kind) {
    case 'artifact':
      return null
    case 'url':
      return { kind, url: orNull(draft.url), contains: draft.contains }
    case 'file':
      return { kind, sha256: orNull(draft.sha256) }
    case 'json':
      return { kind, path: orNull(draft.path), schema: JSON.parse(draft.schema) }
    case 'commit':
      return {
        kind,
        ...(draft.repository.trim() && { repository: draft.repository.trim() }),
        commit: orNull(draft.commit),
        contains: orNull(draft.message),
        branch: orNull(draft.branch),
      }
    case 'review':
      return { kind }
    default:
      return kind satisfies never
  }
}

const fields = [
  'title',
  'url',
  'contains',
  'sha256',
  'path',
  'schema',
  'repository',
  'commit',
  'branch',
] as const

/** Where the server's path into what was sent stands in the form; null where it is about something else. */
export function fieldOfPath(path: string, drafts: readonly DeliverableDraft[]): string | null {
  const match = /(?:^|\.)deliverables(?:\.(\d+)(.*))?$/.exec(path)
  if (!match) return null
  const line = match[1] === undefined ? undefined : linesOf(drafts)[Number(match[1])]
  if (!line) return 'deliverables'
  const named = fields.find((one) => match[2]?.endsWith(`.${one}`)) ?? 'title'
  // What a page must hold and what a message must hold are one word of the request, and two fields here.
  const field = named === 'contains' && line.draft.kind === 'commit' ? 'message' : named
  return `deliverables.${line.nth}.${field}`
}
