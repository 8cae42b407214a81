import { type Agent, NewAgent as Shape } from '#api/agents/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { executorLook } from '../../ui/executor-look.ts'
import type { AgentChange, NewAgent } from './agent-queries.ts'
import { type ToolDraft, toolDraftOf, toolErrors, toolFields } from './tool-draft.ts'

export interface AgentDraft extends ToolDraft {
  name: string
  role: string
  charter: string
  executorId: string
  openclawAgentId: string
}

export const agentFields = [
  'name',
  'role',
  'charter',
  'executorId',
  'openclawAgentId',
  ...toolFields,
] as const

/** No executor's id looks like this, so none is taken for it. */
export const noExecutor = '-'

const settingsOf = ({ safeTools: _, deniedTools: __, ...draft }: AgentDraft) => ({
  ...draft,
  executorId: draft.executorId === noExecutor ? null : draft.executorId,
  openclawAgentId: draft.openclawAgentId.trim(),
})

export const newAgentOf = (projectId: string, draft: AgentDraft): NewAgent => ({
  ...settingsOf(draft),
  projectId,
})

/** A change is made from the version that the draft began with. */
export const agentChangeOf = (version: number, draft: AgentDraft): AgentChange => ({
  ...settingsOf(draft),
  version,
})

export const draftOf = (
  { name, role, charter, executorId, openclawAgentId }: Agent,
  policy: PolicyDocument,
): AgentDraft => ({
  name,
  role,
  charter,
  executorId: executorId ?? noExecutor,
  openclawAgentId,
  ...toolDraftOf(policy),
})

/** What the draft lacks, by field, before anything is sent; the shape is the server's own. */
export function draftErrors(draft: AgentDraft): Partial<Record<keyof AgentDraft, string>> {
  const id = Shape.shape.openclawAgentId.safeParse(draft.openclawAgentId.trim())
  return {
    ...(draft.name.trim() ? {} : { name: 'Give it a name.' }),
    ...(id.success ? {} : { openclawAgentId: 'Lower case letters, digits, - or _, for example main.' }),
    ...toolErrors(draft),
  }
}

export const executorChoices = (executors: readonly Executor[]) => [
  ...executors.map(({ id, name, state, report }) => {
    const practice = report?.gateway?.isPractice ? ', practice gateway' : ''
    return { value: id, label: `${name} (${executorLook[state].word.toLowerCase()}${practice})` }
  }),
  { value: noExecutor, label: 'None: it takes no tasks' },
]

/** One that is there now, else one that may come back, else none. */
export const firstExecutor = (executors: readonly Executor[]): string =>
  (executors.find(({ state }) => state === 'ready') ?? executors[0])?.id ?? noExecutor
