import { emptyDocument, PolicyDocument } from '#domain/policy/policy-document.ts'
import { toolsIn } from '#domain/policy/tool-list.ts'

/** What an agent may do by itself and never: two lists of its own policy, as they are typed. */
export interface ToolDraft {
  safeTools: string
  deniedTools: string
}

export const toolFields = ['safeTools', 'deniedTools'] as const

export const toolDraftOf = ({ safeTools, deniedTools }: PolicyDocument = emptyDocument): ToolDraft => ({
  safeTools: (safeTools ?? []).join(', '),
  deniedTools: deniedTools.join(', '),
})

/** The policy with these lists; null where they are as it has them already. */
export function documentWith(known: PolicyDocument, draft: ToolDraft): PolicyDocument | null {
  const [safe, denied] = [toolsIn(draft.safeTools), toolsIn(draft.deniedTools)]
  const safeTools = safe.length === 0 && known.safeTools === null ? null : safe
  const isSame = (a: readonly string[] | null, b: readonly string[] | null) =>
    JSON.stringify(a) === JSON.stringify(b)
  if (isSame(safeTools, known.safeTools) && isSame(denied, known.deniedTools)) return null
  return { ...known, safeTools, deniedTools: denied }
}

/** By the shape that the server checks, before anything is sent. */
export function toolErrors(draft: ToolDraft): Partial<Record<keyof ToolDraft, string>> {
  return Object.fromEntries(
    toolFields.flatMap((field) => {
      const issue = PolicyDocument.shape[field].safeParse(toolsIn(draft[field])).error?.issues[0]
      if (!issue) return []
      const tool = toolsIn(draft[field])[Number(issue.path[0])]
      const isNamed = tool !== undefined && !issue.message.startsWith(tool)
      return [[field, isNamed ? `${tool} ${issue.message}` : issue.message]]
    }),
  )
}
