import type { Entry } from '#api/ledger/contract.ts'
import type { BodyOf, EntryType } from '#domain/ledger/entry.ts'
import type { About } from '../../words/said.ts'

/** An entry and the body that its type says it has. */
function bodiesOf<T extends EntryType>(entries: readonly Entry[], type: T): [Entry, BodyOf<T>][] {
  return entries.filter((entry) => entry.type === type).map((entry) => [entry, entry.body as BodyOf<T>])
}

/** What entries refer to by id, as far as the entries that were read tell it; else the id. */
export function aboutIn(entries: readonly Entry[]): About {
  const tools = new Map(
    bodiesOf(entries, 'approval_requested').map(([, body]) => [body.proposalId, body.tool]),
  )
  const questions = new Map(
    bodiesOf(entries, 'question_asked').map(([, body]) => [body.questionId, body.text]),
  )
  return { toolOf: (id) => tools.get(id) ?? id, questionOf: (id) => questions.get(id) ?? id }
}

/** Titles by stream: a task's first entry holds its own. */
export const titlesIn = (entries: readonly Entry[]) =>
  new Map(bodiesOf(entries, 'task_requested').map(([entry, body]) => [entry.streamId, body.title]))

export interface Place {
  label: string
  href: string | null
}

const pages: Record<string, (id: string) => string> = {
  task: (id) => `/tasks/${id}`,
  project: (id) => `/projects/${id}`,
  agent: (id) => `/agents/${id}`,
  executor: () => '/executors',
  operator: () => '/operators',
  'api-key': () => '/api-keys',
  runbook: (id) => `/runbook-runs/${id}`,
  document: (id) => `/documents/${id}`,
}

const labelOf = (kind: string, id: string): string => {
  if (kind === 'runbook') return `run ${id}`
  if (kind === 'runbook-definition') return 'runbook'
  return kind === 'task' || kind === 'executor' ? `${kind} ${id}` : kind
}

/** The stream in words and the page of what it is about; a task whose title is not known keeps its id. */
export function placeOf(streamId: string, titleOf: (streamId: string) => string | undefined): Place {
  const [kind = '', ...rest] = streamId.split('/')
  const id = rest.join('/')
  const label = titleOf(streamId) ?? labelOf(kind, id)
  return { label, href: pages[kind]?.(id) ?? null }
}
