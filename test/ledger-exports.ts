import { chainHash, digestOf, genesisHash, hexOf } from '#domain/ledger/digest.ts'
import type { LedgerEntry } from '#domain/ledger/entry.ts'
import {
  type ExportedEntry,
  emptyHead,
  entryLine,
  headerLine,
  headLine,
  ledgerVerifier,
} from '#domain/ledger/verify.ts'

export const anEntry = (n: number, text: string): LedgerEntry => ({
  streamId: 'task/t_1',
  streamSeq: n,
  projectId: 'pr_1',
  runId: 'run',
  runSeq: n,
  batch: n,
  type: 'update_posted',
  version: 1,
  at: '2026-11-24T12:00:00.000Z',
  actor: 'agent:ag_1',
  body: { stepId: 's1', itemId: `i${n}`, text },
})

export function chained(entries: LedgerEntry[]): ExportedEntry[] {
  let hash: Uint8Array = genesisHash
  return entries.map((entry, i) => {
    hash = chainHash(hash, digestOf(entry))
    return { position: i + 1, hash: hexOf(hash), entry: entry as ExportedEntry['entry'] }
  })
}

export const five = chained(
  ['Hello', 'Grüße 🎉', '', '\u2028 " \\', '1e21'].map((text, i) => anEntry(i + 1, text)),
)
export const headOf = (rows: ExportedEntry[]) => {
  const last = rows.at(-1)
  return last ? { position: last.position, hash: last.hash } : emptyHead
}
export const linesOf = (rows: ExportedEntry[], head = headOf(rows)) => [
  headerLine,
  ...rows.map(entryLine),
  headLine(head),
]
export function verdictOn(lines: string[], noted?: { position: number; hash: string }) {
  const verifier = ledgerVerifier({ noted: noted ? [noted] : [] })
  for (const line of lines) if (!verifier.take(line)) break
  return verifier.finish()
}
