/** Letters and digits of any language, and no sign that git reads as more than a name. */
const refPattern = /^[\p{L}\p{N}](?:[\p{L}\p{N}._/+-]*[\p{L}\p{N}_+-])?$/u
const longestRef = 200
const longestPath = 500

/** Why git is not asked about such a name: what follows it in a sentence. Null where it may be. */
export function refRefusal(ref: string): string | null {
  const isName = ref.length <= longestRef && refPattern.test(ref) && !/\.\.|\/\/|\/\.|\.lock(\/|$)/.test(ref)
  return isName ? null : 'is not a sha, or the name of a branch or tag like main or v1.2'
}

/** What is written like the beginning of a sha is meant as one, whatever branch is named so. */
export const isSha = (ref: string): boolean => /^[0-9a-f]{7,64}$/.test(ref)

/** Why a path leads to nothing of a workspace: what follows its name in a sentence. Null where it may. */
export function workspacePathRefusal(path: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for, and refused
  const isPath = path.length <= longestPath && !/[\u0000-\u001f]/.test(path) && !/^[/~\\]/.test(path)
  const isInside = !path.split(/[/\\]/).includes('..')
  return isPath && isInside ? null : 'must be a path inside the agent’s workspace, like reports/week.json'
}
