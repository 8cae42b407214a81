import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Tools that read whatever file they are told. */
export const fileTools = new Set(['read', 'ls', 'find', 'grep'])

const isName = (key) => /path|file|dir|cwd|root/i.test(key)
const leadsUp = (path) => path.split(/[\\/]/).includes('..')

/** Paths that a call names. The pattern of a file search may hold one; that of a text search is text. */
function pathsOf(tool, params) {
  const named = Object.entries(params).filter(([key]) => isName(key))
  const patterns = [tool === 'find' && params.pattern, params.glob]
  return {
    paths: named.flatMap(([, value]) => value).filter((value) => value !== undefined && value !== null),
    patterns: patterns.filter((value) => typeof value === 'string'),
  }
}

/** As the host reads a path: `~`, a file URL, and a mark before it. */
function expanded(path) {
  if (path === '~' || /^~[\\/]/.test(path)) return join(homedir(), path.slice(1))
  return path.startsWith('file:') ? fileURLToPath(path) : path
}

/** Links lead elsewhere, so the real path counts; of what is not there yet, that of the folder it would be in. */
function realOf(path) {
  try {
    return realpathSync(path)
  } catch (error) {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    return join(realOf(dirname(path)), basename(path))
  }
}

function isWithin(workspace, path) {
  try {
    const root = realpathSync(workspace)
    const real = realOf(resolve(root, expanded(path)))
    return real === root || real.startsWith(root + sep)
  } catch {
    return false
  }
}

/** Where the workspace is not known, only what can't leave it by its words. */
const staysWithin = (path) => !isAbsolute(path) && !leadsUp(path) && !/^(~|[a-z][a-z0-9+.-]*:)/i.test(path)

/** Whether a call of a file tool stays within the agent's workspace. */
export function isInWorkspace(tool, params, workspace) {
  const { paths, patterns } = pathsOf(tool, params)
  if (patterns.some((pattern) => leadsUp(pattern) || !staysWithin(pattern))) return false
  return paths.every((path) => {
    if (typeof path !== 'string') return false
    const readings = path.startsWith('@') ? [path, path.slice(1)] : [path]
    return readings.every((one) => (workspace ? isWithin(workspace, one) : staysWithin(one)))
  })
}
