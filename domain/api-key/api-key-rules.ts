/** What a script may do with a key, each within the projects of the key. Words go after "may". */
export const keyActionWords = {
  read: 'read the project, its tasks and its runbooks',
  startRunbook: 'start runbooks',
  bookMoney: 'book money',
  setKillSwitch: 'stop the project and its agents',
} as const
export type KeyAction = keyof typeof keyActionWords
export const keyActions = Object.keys(keyActionWords) as [KeyAction, ...KeyAction[]]

export interface KeyScope {
  actions: KeyAction[]
  projectIds: string[]
}

/** The start of every token of ours, by which scanners for leaked secrets find it. */
export const tokenMark = 'fo_'

/** Shown in lists: enough to tell which key a token belongs to, and nothing of its secret. */
export const prefixOf = (apiKeyId: string): string => `${tokenMark}${apiKeyId.replace(/^key_/, '')}`

/** The key that a token says it is; null where it is not of the shape of ours. */
export function keyIdOfToken(token: string): string | null {
  const parts = /^fo_([0-9a-hjkmnp-tv-z]{16})_[\w-]{32}$/.exec(token)
  return parts?.[1] ? `key_${parts[1]}` : null
}

/** Why a key may not do this in a project, or with everything (null); null where it may. */
export function keyRefusal(
  { name, actions, projectIds }: KeyScope & { name: string },
  action: KeyAction,
  projectId: string | null,
): string | null {
  const remedy = 'Make a key with that in its scope.'
  if (projectId === null) return `The API key ${name} is for its projects only.`
  if (!projectIds.includes(projectId)) return `The API key ${name} is not for this project. ${remedy}`
  return actions.includes(action) ? null : `The API key ${name} may not ${keyActionWords[action]}. ${remedy}`
}
