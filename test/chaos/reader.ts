import { setTimeout as sleep } from 'node:timers/promises'
import { patiently } from './operators.ts'

/** A line of the ledger as HTTP gives it; nothing of ours parses it. */
export interface RawEntry {
  streamId: string
  streamSeq: number
  projectId: string | null
  runId: string
  runSeq: number
  batch: number
  type: string
  version: number
  at: string
  actor: string
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what is to be found out
  body: any
}
export interface RawLine {
  position: number
  hash: string
  entry: RawEntry
}

/** One and when it could first be read, milliseconds. */
export interface SeenLine {
  line: RawLine
  at: number
}

export type ReadJson = <T>(path: string) => Promise<T>

/** JSON by an operator's session, asked for once. */
export const onceOf =
  (url: string, cookie: string): ReadJson =>
  async (path) => {
    const answer = await fetch(new URL(`/api${path}`, url), {
      headers: { cookie },
      signal: AbortSignal.timeout(15_000),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    return await answer.json()
  }

/** The same, asked for until it is answered. */
export const readerOf = (url: string, cookie: string): ReadJson => {
  const once = onceOf(url, cookie)
  return (path) => patiently(() => once(path))
}

/** The whole ledger from its beginning. */
export async function exportedLines(read: ReadJson, after = 0): Promise<RawLine[]> {
  const lines: RawLine[] = []
  for await (const page of pagesOf(read, after)) lines.push(...page)
  return lines
}

/** As much of it as can be read now, where something is away. */
export async function lastExport(read: ReadJson): Promise<RawLine[]> {
  const lines: RawLine[] = []
  try {
    for await (const page of pagesOf(read, 0)) lines.push(...page)
  } catch {
    // What was read until then is what there is.
  }
  return lines
}

async function* pagesOf(read: ReadJson, after: number): AsyncGenerator<RawLine[]> {
  for (let from = after; ; ) {
    const { items } = await read<{ items: RawLine[] }>(`/ledger/export?after=${from}`)
    if (items.length === 0) return
    yield items
    from = items.at(-1)?.position ?? from
  }
}

const tickMs = 500

/** Reads on while everything goes wrong, and notes when each entry could first be read. */
export function followLedger(read: ReadJson, signal: AbortSignal) {
  const seen: SeenLine[] = []
  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const lines = await exportedLines(read, seen.at(-1)?.line.position ?? 0)
      for (const line of lines) seen.push({ line, at: Date.now() })
      await sleep(tickMs, undefined, { signal }).catch(() => {})
    }
  }
  return { seen, over: follow() }
}
