import type { EffectClass, Policy } from './policy.ts'

/** The tools our plugin brings. They report; they change nothing outside. */
export const reportingTools = [
  'fo_post_update',
  'fo_ask_operator',
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

export function isSafeTool(tool: string, policy: Policy): boolean {
  return !isDeniedTool(tool, policy) && (safeTools.includes(tool) || policy.extraSafeTools.includes(tool))
}

export const isDeniedTool = (tool: string, { deniedTools = [] }: Policy): boolean =>
  deniedTools.includes(tool)

const classes: [RegExp, EffectClass][] = [
  [/^(exec|process|bash|shell)/, 'exec'],
  [/(pay|refund|transfer|invoice)/, 'pay'],
  [/(buy|purchase|order)/, 'buy'],
  [/(deploy|release)/, 'deploy'],
  [/(delete|remove|drop|destroy)/, 'delete'],
  [/(publish|post|upload|tweet)/, 'publish'],
  [/(send|message|mail|notify|conversations)/, 'send'],
]

/** By the tool's name alone; what nobody recognises is `other`, which is gated like the rest. */
export function effectClassOf(tool: string): EffectClass {
  const name = tool.toLowerCase()
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}
