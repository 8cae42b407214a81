import { constants, realpathSync, statSync } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { NotHashed } from '#domain/artifact/artifact.ts'

/** A file of a workspace, by its real path, as it was when it was looked for. */
export interface WorkspaceFile {
  path: string
  size: number
}

/** A file of an agent's workspace; null where it is none. A link may lead out of it, so the real path counts. */
export const fileWithin = (workspace: string, location: string): WorkspaceFile | null =>
  placeIn(workspace, location).file

export type Place = { file: WorkspaceFile; problem: null } | { file: null; problem: NotHashed }

/** The same, with what is wrong where it is none. */
export function placeIn(workspace: string | undefined, location: string): Place {
  const none = (problem: NotHashed) => ({ file: null, problem })
  if (location.includes('\0')) return none('impossible')
  if (!workspace) return none('not_there')
  try {
    const root = realpathSync(workspace)
    const path = realpathSync(resolve(root, location))
    if (path !== root && !path.startsWith(root + sep)) return none('outside')
    const stat = statSync(path)
    return stat.isFile() ? { file: { path, size: stat.size }, problem: null } : none('not_a_file')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return none(code === 'ENAMETOOLONG' ? 'too_long' : 'not_there')
  }
}

/** What is opened is the file that was found: a link put in its place meanwhile, or on its way, is not followed. */
export async function openFound({ path }: WorkspaceFile): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    await refuseOther(file, path)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

async function refuseOther(file: FileHandle, path: string): Promise<void> {
  const opened = await file.stat()
  const there = await stat(path)
  const isSame = opened.isFile() && opened.ino === there.ino && opened.dev === there.dev
  if (!isSame || (await realpath(path)) !== path) throw new Error(`${path} is not the file it was`)
}
