import { effectOf } from './effect-of-rules.ts'
import type { EffectClass, Policy } from './policy.ts'
import { isForbiddenBy } from './tool-list.ts'

/** The tools our plugin brings. They report; they change nothing outside. */
export const reportingTools = [
  'fo_post_update',
  'fo_ask_operator',
  'fo_answer_operator',
  'fo_record_artifact',
  'fo_record_learning',
  'fo_finish',
] as const

/** Reading and searching the workspace and memory. Not exec, not web fetch, not sessions_*. */
export const safeTools: readonly string[] = [
  'read',
  'ls',
  'find',
  'grep',
  'memory_search',
  'memory_get',
  'session_status',
  ...reportingTools,
]

export const alwaysAllowedWords = (tool: string) => `${tool} only reads or reports, so it is always allowed`

/** Of a safe tool that can change something as well, the parameters that only read: with any other it is asked for. */
export const safeParameters: Readonly<Record<string, readonly string[]>> = {
  // Its `model` sets that of the session, and of any other that is named.
  session_status: ['sessionKey', 'changesSince'],
}

export function isSafeTool(tool: string, policy: Policy): boolean {
  return !isDeniedTool(tool, policy) && (safeTools.includes(tool) || policy.extraSafeTools.includes(tool))
}

/** Of the call itself; what a file tool may reach is another question. */
export function isSafeCall(tool: string, parameters: Record<string, unknown>, policy: Policy): boolean {
  if (!isSafeTool(tool, policy)) return false
  const reading = policy.extraSafeTools.includes(tool) ? undefined : safeParameters[tool]
  return !reading || Object.keys(parameters).every((name) => reading.includes(name))
}

export const isDeniedTool = (tool: string, { deniedTools = [] }: Policy): boolean =>
  isForbiddenBy(deniedTools, tool)

/** Of a call; of a tool by its name alone, where it has no parameters yet. */
export const effectClassOf = (tool: string, parameters: Record<string, unknown> = {}): EffectClass =>
  effectOf(tool, parameters).effectClass
