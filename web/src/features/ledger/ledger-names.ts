import type { Entry } from '#api/ledger/contract.ts'
import type { BodyOf, EntryType } from '#domain/ledger/entry.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import type { About } from '../../words/said.ts'

/** An entry and the body that its type says it has. */
function bodiesOf<T extends EntryType>(entries: readonly Entry[], type: T): [Entry, BodyOf<T>][] {
  return entries.filter((entry) => entry.type === type).map((entry) => [entry, entry.body as BodyOf<T>])
}

/** By stream id, `proposal/<id>` and `question/<id>`, as the server answers them beside entries. */
export type Names = Readonly<Record<string, string>>

/** What entries refer to by id; the id only where nobody knows a name. */
export function aboutIn(entries: readonly Entry[], names: Names): About {
  const tools = new Map(
    bodiesOf(entries, 'approval_requested').map(([, body]) => [body.proposalId, body.tool]),
  )
  const questions = new Map(
    bodiesOf(entries, 'question_asked').map(([, body]) => [body.questionId, body.text]),
  )
  return {
    toolOf: (id) => tools.get(id) ?? names[`proposal/${id}`] ?? id,
    questionOf: (id) => questions.get(id) ?? names[`question/${id}`] ?? id,
    taskOf: (id) => names[`task/${id}`] ?? id,
  }
}

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
  artifact: (id) => `/tasks/${id.replace('/', '/artifacts/')}`,
  policy: policyPlace,
  finding: (id) => `/findings/${id}`,
  'kill-switch': () => '/stop',
  'standing-grant': () => '/doors',
}

/** Kinds whose id says more than nothing, where they have no name. */
const keepsId = ['task', 'executor', 'runbook']
const kindWords: Record<string, string> = {
  runbook: 'run',
  'runbook-definition': 'runbook',
  'api-key': 'API key',
  artifact: 'bytes of an artifact',
  inbox: 'inbox item',
}

/** The stream in words and the page of what it is about. */
export function placeOf(streamId: string, names: Names): Place {
  const [kind = '', ...rest] = streamId.split('/')
  const id = rest.join('/')
  const href = pages[kind]?.(id) ?? null
  if (kind === 'policy') return { label: policyLabel(id, names), href }
  if (kind === 'standing-grant') return { label: 'standing grant', href }
  if (kind === 'kill-switch') return { label: ofOwner('kill switch', id, names), href }
  const word = kindWords[kind] ?? kind
  const name = names[streamId]
  if (name !== undefined) return { label: kind === 'runbook' ? `run of ${name}` : name, href }
  return { label: keepsId.includes(kind) ? `${word} ${id}` : word, href }
}

function policyLabel(scopeId: string, names: Names): string {
  return scopeId === 'portfolio' ? 'policy of all projects' : ofOwner('policy', scopeId, names)
}

/** Of the project or agent whose id it is. */
function ofOwner(what: string, id: string, names: Names): string {
  const owner = names[`project/${id}`] ?? names[`agent/${id}`]
  return owner === undefined ? what : `${what} of ${owner}`
}
