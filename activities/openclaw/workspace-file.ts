import { realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'

interface FileAt {
  path: string
  size: number
}

/** A file of an agent's workspace; null where it is none. A link may lead out of it, so the real path counts. */
export const fileWithin = (workspace: string, location: string): FileAt | null =>
  placeIn(workspace, location).file

/** The same, with what is wrong where it is none, to stand behind its name. */
export function placeIn(
  workspace: string | undefined,
  location: string,
): { file: FileAt; problem: null } | { file: null; problem: string } {
  const none = (problem: string) => ({ file: null, problem })
  if (!workspace) return none('is not a file in your workspace')
  try {
    const root = realpathSync(workspace)
    const path = realpathSync(resolve(root, location))
    if (!path.startsWith(root + sep)) return none('leads out of your workspace')
    const stat = statSync(path)
    return stat.isFile() ? { file: { path, size: stat.size }, problem: null } : none('is not a file')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return none(code === 'ENAMETOOLONG' ? 'has too long a name' : 'is not a file in your workspace')
  }
}
