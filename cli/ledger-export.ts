import { createWriteStream, renameSync } from 'node:fs'
import { stdout } from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ledgerContract } from '#api/ledger/contract.ts'
import { emptyHead, entryLine, headerLine, headLine } from '#domain/ledger/verify.ts'
import type { Session } from './session.ts'

/** An export, line by line: every entry at its place, the head last. */
export async function* exportLines(session: Session): AsyncGenerator<string> {
  let head = emptyHead
  yield headerLine
  for (;;) {
    const { items } = await session.get(ledgerContract.exportEntries, { after: head.position })
    for (const item of items) yield entryLine(item)
    const last = items.at(-1)
    if (!last) break
    head = { position: last.position, hash: last.hash }
  }
  yield headLine(head)
}

export async function writeExport(
  session: Session,
  { out, say }: { out?: string | undefined; say: (line: string) => void },
): Promise<void> {
  let count = -2
  const lines = async function* () {
    for await (const line of exportLines(session)) {
      count += 1
      yield `${line}\n`
    }
  }
  if (!out) return pipeline(Readable.from(lines()), stdout, { end: false })
  // A file of that name is a whole export.
  const draft = `${out}.new`
  await pipeline(Readable.from(lines()), createWriteStream(draft, { mode: 0o600 }))
  renameSync(draft, out)
  say(`${count} entries, in ${out}`)
}
