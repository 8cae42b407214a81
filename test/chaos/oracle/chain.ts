import { createHash } from 'node:crypto'
import type { RawEntry, RawLine } from '../reader.ts'

/** RFC 8785 for what an entry holds: keys in the order of their UTF-16 units, everything else as JSON has it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
}

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const fields: (keyof RawEntry)[] = [
  ...(['streamId', 'streamSeq', 'projectId', 'runId', 'runSeq', 'batch'] as const),
  ...(['type', 'version', 'at', 'actor', 'body'] as const),
]
const digestOf = (entry: RawEntry) => sha256(canonical(fields.map((field) => entry[field])))

/** Every position is there, every hash follows, every stream counts on by one; and the server's head is the last. */
export function brokenChain(lines: readonly RawLine[], head: { position: number; hash: string }): string[] {
  const broken: string[] = []
  const seqs = new Map<string, number>()
  let hash: Uint8Array = Buffer.alloc(32)
  for (const [at, line] of lines.entries()) {
    const { position, entry } = line
    if (position !== at + 1) broken.push(`position ${position} stands where ${at + 1} should`)
    hash = sha256(hash, digestOf(entry))
    if (Buffer.from(hash).toString('hex') !== line.hash)
      return [...broken, `the hash of position ${position} does not follow`]
    const expected = (seqs.get(entry.streamId) ?? 0) + 1
    if (entry.streamSeq !== expected)
      broken.push(
        `${entry.streamId} goes on with ${entry.streamSeq} at position ${position}, not with ${expected}`,
      )
    seqs.set(entry.streamId, entry.streamSeq)
  }
  const last = lines.at(-1)
  if (head.position !== last?.position || head.hash !== last.hash)
    broken.push(
      `the server's head is ${head.position}:${head.hash}, the export's ${last?.position}:${last?.hash}`,
    )
  return broken
}
