import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ledgerContract } from '#api/ledger/contract.ts'
import { ExportedEntry, type LedgerHead, ledgerVerifier } from '#domain/ledger/verify.ts'
import { exportLines } from '../../cli/ledger-export.ts'
import { openSession } from '../../cli/session.ts'
import type { TestProduct } from '../product.ts'

export interface Exported {
  entries: ExportedEntry[]
  head: LedgerHead
  file: string
}

/** The whole ledger as a file, its chain verified and its end being what the server says it is. */
export async function exported(office: TestProduct): Promise<Exported> {
  await placed(office)
  const lines: string[] = []
  for await (const line of exportLines(await openSession(office.account))) lines.push(line)
  const file = join(office.folder, 'ledger.jsonl')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  const head = verified(lines)
  const entries = lines.slice(1, -1).map((line) => ExportedEntry.parse(JSON.parse(line)))
  return { entries, head, file }
}

/** Waits until every entry has its place. */
async function placed(office: TestProduct): Promise<void> {
  for (let left = 100; (await office.ask(ledgerContract.getHead)).unplaced > 0; left--) {
    if (left === 0) throw new Error('Entries are left without a place in the ledger.')
    await sleep(50)
  }
}

/** Throws where the server's head is another: something was recorded since, or the export is not whole. */
export async function sameHead(office: TestProduct, { position, hash }: LedgerHead): Promise<void> {
  await placed(office)
  const recorded = await office.ask(ledgerContract.getHead)
  if (recorded.hash !== hash || recorded.position !== position)
    throw new Error(
      `The export ends at ${position}:${hash}, and the server says ${recorded.position}:${recorded.hash}.`,
    )
}

function verified(lines: string[]): LedgerHead {
  const verifier = ledgerVerifier()
  for (const line of lines) if (!verifier.take(line)) break
  const { head, fault } = verifier.finish()
  if (fault) throw new Error(`The ledger is not what was recorded: ${fault.message}`)
  return head
}
