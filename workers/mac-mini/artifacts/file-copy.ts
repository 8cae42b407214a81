import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { openFound, type WorkspaceFile } from '#activities/openclaw/workspace-file.ts'

const pieceBytes = 1_048_576

/**
 * Copies what is in it now and answers the hash of the copy, on the disk when it returns. Throws where it is not the file
 * any more that was found, or grows too large.
 */
export async function copyOfFile(
  file: WorkspaceFile,
  to: string,
  mostBytes: number,
): Promise<{ hash: string; size: number }> {
  const from = await openFound(file)
  try {
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
