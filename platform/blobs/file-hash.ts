import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Of a file by its path, or of one that is open, which is closed then. Throws where it has more than so many bytes. */
export async function sha256OfFile(
  file: string | FileHandle,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  const stream = typeof file === 'string' ? createReadStream(file) : file.createReadStream({ start: 0 })
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`)
    hash.update(chunk)
  }
  return hash.digest('hex')
}

/** The first bytes of a file, at most so many. */
export async function headOfFile(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
