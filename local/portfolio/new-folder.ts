import { existsSync, readdirSync } from 'node:fs'

/** Why no portfolio is made in a folder: it is never mixed with somebody's own data. Null where it is. */
export function folderProblem(folder: string): string | null {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return null
  return `${folder} is not empty: name a new folder, or an empty one.`
}
