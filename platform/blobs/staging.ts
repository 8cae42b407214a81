import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is on its way here and not whole yet. Not read by anybody; survives a restart, so that it goes on where it was. */
export interface Staging {
  /** How many bytes of it are here. */
  received(key: string): Promise<number>
  /**
   * Adds bytes that begin at `offset`, as far as they are sent and not beyond `most` bytes in all. Answers how many are
   * here then; where that was not `offset` before, nothing is added.
   */
  append(key: string, bytes: AsyncIterable<Uint8Array>, at: { offset: number; most: number }): Promise<number>
  fileOf(key: string): string
  drop(key: string): Promise<void>
  /** One after another: a request that was cut may still be writing when the next one comes. */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>
}

const keptMs = 30 * 86_400_000

export function openStaging(folder: string): Staging {
  const last = new Map<string, Promise<unknown>>()
  const fileOf = (key: string) => join(folder, key)
  const received = async (key: string) => (await stat(fileOf(key)).catch(() => null))?.size ?? 0
  const ready = mkdir(folder, { recursive: true, mode: 0o700 }).then(() => forgetOld(folder))
  // Whoever needs it is told; nobody may need it.
  ready.catch(() => {})

  return {
    received,
    fileOf,
    async append(key, bytes, { offset, most }) {
      await ready
      if ((await received(key)) !== offset) return received(key)
      const file = await open(fileOf(key), 'a', 0o600)
      let size = offset
      try {
        for await (const chunk of untilCut(bytes)) {
          const fitting = chunk.subarray(0, most - size)
          await file.writeFile(fitting)
          size += fitting.length
          if (size >= most) break
        }
      } finally {
        await file.close()
      }
      return size
    },
    drop: (key) => rm(fileOf(key), { force: true }),
    async alone(key, work) {
      const before = last.get(key)
      const mine = (async () => {
        await before?.catch(() => {})
        return work()
      })()
      last.set(key, mine)
      try {
        return await mine
      } finally {
        if (last.get(key) === mine) last.delete(key)
      }
    },
  }
}

/** A connection that breaks is an end like any other: what came before it counts. */
async function* untilCut(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ECONNRESET' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Nobody came back for them in a month. */
async function forgetOld(folder: string): Promise<void> {
  const before = Date.now() - keptMs
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const stats = await stat(file).catch(() => null)
    if (stats && stats.mtimeMs < before) await rm(file, { force: true })
  }
}
