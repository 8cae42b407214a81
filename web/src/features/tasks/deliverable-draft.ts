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
}

export const noDeliverable = (): DeliverableDraft => ({
  key: crypto.randomUUID(),
  title: '',
  kind: 'artifact',
  url: '',
  contains: '',
  sha256: '',
})

type Sent = NonNullable<Input<typeof tasksContract.createTask.body>['deliverables']>[number]
/** By the address of a form's field: `deliverables.0.title`. */
export type LineErrors = Record<string, string>

const isBlank = ({ title, url, contains, sha256 }: DeliverableDraft) =>
  `${title}${url}${contains}${sha256}`.trim() === ''

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
  }
  return errors
}

export const deliverablesOf = (drafts: readonly DeliverableDraft[]): Sent[] =>
  linesOf(drafts).map(({ draft }) => sentOf(draft))

function sentOf({ title, kind, url, contains, sha256 }: DeliverableDraft): Sent {
  switch (kind) {
    case 'artifact':
      return title.trim()
    case 'url':
      return { title: title.trim(), check: { kind, url: url.trim() || null, contains } }
    case 'file':
      return { title: title.trim(), check: { kind, sha256: sha256.trim() || null } }
    case 'review':
      return { title: title.trim(), check: { kind } }
    default:
      return kind satisfies never
  }
}

const fields = ['title', 'url', 'contains', 'sha256'] as const

/** Where the server's path into what was sent stands in the form; null where it is about something else. */
export function fieldOfPath(path: string, drafts: readonly DeliverableDraft[]): string | null {
  const match = /(?:^|\.)deliverables(?:\.(\d+)(.*))?$/.exec(path)
  if (!match) return null
  const line = match[1] === undefined ? undefined : linesOf(drafts)[Number(match[1])]
  if (!line) return 'deliverables'
  const field = fields.find((one) => match[2]?.endsWith(`.${one}`)) ?? 'title'
  return `deliverables.${line.nth}.${field}`
}
