/**
 * Whether a list that forbids names this tool, however either is written: a list that forbids `Exec` was meant to forbid
 * something. Only for what tightens; a name that lets something pass is exact.
 */
export function isForbiddenBy(names: readonly string[], tool: string): boolean {
  const own = tool.toLowerCase()
  return names.some((name) => name.toLowerCase() === own)
}

/** The same of many tools and one list, which is read once. */
export function forbiddenBy(names: readonly string[]): (tool: string) => boolean {
  const forbidden = new Set(names.map((name) => name.toLowerCase()))
  return (tool) => forbidden.has(tool.toLowerCase())
}

/** Names of tools out of a text, with commas or spaces between them, each once. */
export const toolsIn = (text: string): string[] => [...new Set(text.split(/[\s,]/).filter(Boolean))]
