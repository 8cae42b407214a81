import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'

/** A file of a workspace, by its real path, as it was when it was looked for. */
export interface WorkspaceFile {
  path: string
  size: number
}

const pieceBytes = 1_048_576

/**
 * Copies what is in it now and answers the hash of the copy, on the disk when it returns. What was opened has to be the
 * file that was looked at: a link put in its place meanwhile is not followed. Throws where it is not, or grows too large.
 */
export async function copyOfFile(
  { path }: WorkspaceFile,
  to: string,
  mostBytes: number,
): Promise<{ hash: string; size: number }> {
  const from = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    await refuseOther(from, path)
    const target = await open(to, 'wx', 0o600)
    try {
      const copied = await pour(from, target, mostBytes)
      await target.sync()
      return copied
    } finally {
      await target.close()
    }
  } finally {
    await from.close()
  }
}

async function refuseOther(file: FileHandle, path: string): Promise<void> {
  const opened = await file.stat()
  const there = await stat(path)
  const isSame = opened.isFile() && opened.ino === there.ino && opened.dev === there.dev
  if (!isSame || (await realpath(path)) !== path) throw new Error(`${path} is not the file it was`)
}

/** In pieces: of a large file no more than one is in memory. */
async function pour(from: FileHandle, to: FileHandle, mostBytes: number) {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(pieceBytes)
  let size = 0
  for (;;) {
    const { bytesRead } = await from.read(piece, 0, pieceBytes, size)
    if (bytesRead === 0) return { hash: hash.digest('hex'), size }
    size += bytesRead
    if (size > mostBytes) throw new Error('it grew beyond the largest artifact while it was copied')
    hash.update(piece.subarray(0, bytesRead))
    await to.writeFile(piece.subarray(0, bytesRead))
  }
}
