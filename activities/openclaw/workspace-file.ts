import { createHash } from 'node:crypto'
import { createReadStream, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'

/** A file of an agent's workspace; null where it is none. A link may lead out of it, so the real path counts. */
export function fileWithin(workspace: string, location: string): { path: string; size: number } | null {
  try {
    const root = realpathSync(workspace)
    const path = realpathSync(resolve(root, location))
    const stat = statSync(path)
    return path.startsWith(root + sep) && stat.isFile() ? { path, size: stat.size } : null
  } catch {
    return null
  }
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
