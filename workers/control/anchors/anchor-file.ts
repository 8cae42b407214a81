import { mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { anchorLine, anchorsOf, canBeAnchor } from '#domain/ledger/anchor.ts'
import type { AnchorPlace } from './anchor-place.ts'

/** More than the longest line. */
const tail = 4_096

/** A file that only grows, one anchor a line, on the disk before it counts. */
export function anchorFile(path: string): AnchorPlace {
  mkdirSync(dirname(path), { recursive: true })
  return {
    name: 'file',
    target: path,
    last: () => opened(path, async (file) => anchorsOf((await lastLines(file)).whole).at(-1) ?? null),
    all: () =>
      opened(path, async (file) => {
        // As far as the next note goes on from.
        const { end } = await lastLines(file)
        return anchorsOf((await file.readFile()).subarray(0, end).toString('utf8'))
      }),
    note: (anchor) =>
      opened(path, async (file) => {
        const { end } = await lastLines(file)
        await file.truncate(end)
        await file.write(`${anchorLine(anchor)}\n`, end)
        await file.datasync()
      }),
  }
}

async function opened<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r+').catch((error) => {
    if (error.code !== 'ENOENT') throw error
    return open(path, 'wx+', 0o600)
  })
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** The last whole line, and where whole lines end. Half a line is of a worker that died while it wrote. */
async function lastLines(file: FileHandle): Promise<{ whole: string; end: number }> {
  const { size } = await file.stat()
  const from = Math.max(0, size - tail)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(tail), 0, tail, from)
  const text = buffer.subarray(0, bytesRead)
  const newline = text.lastIndexOf(10)
  const torn = text.subarray(newline + 1).toString('utf8')
  if (!canBeAnchor(torn)) throw new Error('it holds something that is no anchor')
  if (newline < 0) return { whole: '', end: 0 }
  const begin = newline === 0 ? 0 : text.lastIndexOf(10, newline - 1) + 1
  return { whole: text.subarray(begin, newline).toString('utf8'), end: from + newline + 1 }
}
