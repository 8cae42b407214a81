import { hexToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonicalOf, chainHash, digestOf, genesisHash, hexOf } from './digest.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const place = z.int().min(0)

/** One line of an export: an entry with its place in the one order, and the chain up to it. */
export const ExportedEntry = z
  .strictObject({
    position: z.int().min(1),
    hash: Hash,
    entry: z.strictObject({
      streamId: z.string(),
      streamSeq: z.int(),
      projectId: z.string().nullable(),
      runId: z.string(),
      runSeq: z.int(),
      batch: z.int(),
      type: z.string(),
      version: z.int(),
      at: z.string(),
      actor: z.string(),
      body: z.json(),
    }),
  })
  .meta({ id: 'ExportedEntry', description: 'An entry, its place, and the hash of the chain up to it' })
export type ExportedEntry = z.infer<typeof ExportedEntry>

/** How far a ledger goes. Noted elsewhere, it shows that a tail was cut and everything before it hashed anew. */
export const LedgerHead = z.strictObject({ position: place, hash: Hash })
export type LedgerHead = z.infer<typeof LedgerHead>

const Footer = z.strictObject({ head: LedgerHead })

export const emptyHead: LedgerHead = { position: 0, hash: hexOf(genesisHash) }

/** Lines of an export, without their newlines. Canonical, so that no byte of them can differ unseen. */
export const headerLine = canonicalOf({ format: 'front-office-ledger', version: 1 })
export const entryLine = (exported: ExportedEntry): string => canonicalOf(exported)
export const headLine = (head: LedgerHead): string => canonicalOf({ head })

/** Where the ledger is not what it was; null outside of its entries. */
export interface Fault {
  position: number | null
  message: string
}

export interface Verdict {
  head: LedgerHead
  fault: Fault | null
}

/** Takes an export line by line, in constant memory, and says where it first differs from what was recorded. */
export function ledgerVerifier(noted: LedgerHead | null = null) {
  let stage: 'header' | 'entries' | 'done' = 'header'
  let head = emptyHead
  let fault: Fault | null = null

  function faultOf(line: string): Fault | null {
    if (stage === 'done') return { position: null, message: 'Something follows the end of the export.' }
    if (stage === 'header') {
      stage = 'entries'
      return line === headerLine
        ? null
        : { position: null, message: 'The file does not begin as an export of a ledger.' }
    }
    const footer = parse(Footer, line)
    if (footer) {
      stage = 'done'
      return footerFault(head, footer.head)
    }
    const next = linked(head, line)
    if ('message' in next) return next
    head = next
    return notedFault(head, noted)
  }

  return {
    /** False once a fault is found: nothing after it can be trusted to be in its place. */
    take(line: string): boolean {
      fault ??= faultOf(line)
      return fault === null
    },
    finish(): Verdict {
      if (stage !== 'done') {
        const message = `The export is cut after position ${head.position}: its head line is missing.`
        fault ??= { position: head.position + 1, message }
      }
      if (noted && noted.position > head.position) fault ??= cutAfter(head, noted)
      return { head, fault }
    },
  }
}

/** The head after this line, or why the line does not follow. */
function linked(head: LedgerHead, line: string): LedgerHead | Fault {
  const position = head.position + 1
  const parsed = parse(ExportedEntry, line)
  if (!parsed) return { position, message: `The line of position ${position} is damaged.` }
  if (parsed.position !== position) {
    const message = `Position ${position} is missing: position ${parsed.position} stands in its place.`
    return { position, message }
  }
  if (hexOf(chainHash(hexToBytes(head.hash), digestOf(parsed.entry))) !== parsed.hash) {
    return { position, message: `The entry at position ${position} is not the one that was recorded there.` }
  }
  return { position, hash: parsed.hash }
}

function footerFault(head: LedgerHead, claimed: LedgerHead): Fault | null {
  const { position } = head
  if (claimed.position > position) return cutAfter(head, claimed)
  if (claimed.position === position && claimed.hash === head.hash) return null
  return { position, message: `The head line does not belong to position ${position}, the last one.` }
}

function notedFault(head: LedgerHead, noted: LedgerHead | null): Fault | null {
  if (noted?.position !== head.position || noted.hash === head.hash) return null
  const message = `The chain up to position ${head.position} is not the one that was noted.`
  return { position: head.position, message }
}

function cutAfter(head: LedgerHead, known: LedgerHead): Fault {
  const position = head.position + 1
  const what =
    position === known.position ? `Position ${position} is` : `Positions ${position} to ${known.position} are`
  return { position, message: `${what} missing: the tail is cut.` }
}

/** Null where the line is not that, or is not written as an export writes it. */
function parse<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    const value: unknown = JSON.parse(line)
    return canonicalOf(value) === line ? (schema.safeParse(value).data ?? null) : null
  } catch {
    return null
  }
}
