import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'

/** What a file that was cut while it was packed ends with. */
const isCut = (error: unknown) => (error as { code?: unknown }).code === 'Z_BUF_ERROR'

interface Reading {
  /** Leaves out what no newline follows: half a line of whoever was stopped while writing. */
  onlyWhole?: boolean
}

/** The lines of a file, as `batchesOf` reads them. */
export async function* linesOf(file: string, reading?: Reading): AsyncGenerator<string> {
  for await (const lines of batchesOf(file, reading)) yield* lines
}

/**
 * The lines of a file, unpacked if it is gzip, as many at once as were read. Split at newlines alone, of bytes that must
 * be UTF-8: what is not is an empty line, which nothing verifies. A packed file that is cut ends where it is cut.
 */
export async function* batchesOf(
  file: string,
  { onlyWhole = false }: Reading = {},
): AsyncGenerator<readonly string[]> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = Buffer.alloc(0)
  try {
    for await (const chunk of await bytesOf(file)) {
      let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const lines: string[] = []
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        lines.push(decoded(utf8, bytes.subarray(0, end)))
        bytes = bytes.subarray(end + 1)
      }
      yield lines
      rest = Buffer.from(bytes)
    }
  } catch (error) {
    if (!isCut(error)) throw new Error(`${file} can’t be read: ${(error as Error).message}.`)
    return
  }
  if (rest.length > 0 && !onlyWhole) yield [decoded(utf8, rest)]
}

async function bytesOf(file: string): Promise<AsyncIterable<Buffer>> {
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 })
  if (!(await isGzip(file))) return bytes
  const unpacked = createGunzip()
  bytes.on('error', (error) => unpacked.destroy(error)).pipe(unpacked)
  return unpacked
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

function decoded(utf8: TextDecoder, line: Buffer): string {
  try {
    return utf8.decode(line)
  } catch {
    return ''
  }
}
