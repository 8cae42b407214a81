import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonicalOf, genesisHash, hexOf, sha256Of } from './digest.ts'

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

/** One that was just parsed: what stands in its body is JSON, and that it is canonical is seen by its text. */
const ParsedEntry = ExportedEntry.extend({ entry: ExportedEntry.shape.entry.extend({ body: z.unknown() }) })

/** How far a ledger goes. Noted elsewhere, it shows that a tail was cut and everything before it hashed anew. */
export const LedgerHead = z.strictObject({ position: place, hash: Hash })
export type LedgerHead = z.infer<typeof LedgerHead>

/**
 * A head that was written down outside of the database. `restored`: the ledger was put back to an older moment, and an
 * operator said so; what was noted after `kept` is not in it any more, up to the head that stands here.
 */
export const Anchor = z.strictObject({
  at: z.string(),
  hash: Hash,
  position: z.int().min(1),
  restored: z.strictObject({ hash: Hash, kept: place, position: place }).optional(),
})
export type Anchor = z.infer<typeof Anchor>

const format = { format: 'front-office-ledger', version: 1 } as const
/** `after`: where an export begins that does not begin with the first entry. */
const Header = z.strictObject({
  after: LedgerHead.optional(),
  format: z.literal(format.format),
  version: z.literal(format.version),
})
/** `at`: when it was asked whether there was more; files of before have none. */
const Footer = z.strictObject({ head: LedgerHead.extend({ at: z.string().optional() }) })

export const emptyHead: LedgerHead = { position: 0, hash: hexOf(genesisHash) }

/** Lines of an export, without their newlines. Canonical, so that no byte of them can differ unseen. */
export const headerLine = canonicalOf(format)
export const headerLineAfter = (after: LedgerHead): string =>
  after.position === 0 ? headerLine : canonicalOf({ ...format, after })
export const entryLine = (exported: ExportedEntry): string => canonicalOf(exported)
export const headLine = ({ position, hash }: LedgerHead, at?: string): string =>
  canonicalOf({ head: { ...(at !== undefined && { at }), hash, position } })

/** Where the ledger is not what it was; null outside of its entries. */
export interface Fault {
  position: number | null
  message: string
}

/** A head that was noted elsewhere, and when, where that is known. */
export type NotedHead = LedgerHead & { at?: string }

export interface Verdict {
  /** Where the first export begins: 0 for the first entry of all. */
  after: number
  head: LedgerHead
  fault: Fault | null
  /** By the export's own word it was made before this was noted, which lies beyond its end. */
  older?: { madeAt: string; noted: NotedHead } | undefined
}

export interface VerifyOptions {
  /** Heads that were noted elsewhere, which must be in what is verified or before it. */
  noted?: readonly NotedHead[]
  /** It is the ledger as it is now: what was noted can't be from later. */
  isLive?: boolean
  /** A faster one than ours, where there is one. */
  sha256?: Sha256
}
/** Of a text: of its UTF-8. */
type Sha256 = (data: string | Uint8Array) => Uint8Array

/**
 * Takes an export line by line, in constant memory, and says where it first differs from what was recorded. An export
 * that begins where the one before it ended may follow.
 */
export function ledgerVerifier({ noted = [], isLive = false, sha256 = sha256Of }: VerifyOptions = {}) {
  let stage: 'header' | 'entries' | 'done' = 'header'
  let isFirst = true
  let after = 0
  let head = emptyHead
  let madeAt: string | undefined
  const anchors = notedHeads(noted)
  let fault: Fault | null = anchors.conflict

  function faultOf(line: string): Fault | null {
    if (stage !== 'entries') return begin(line)
    const next = linked(head, line, sha256)
    if (!next) {
      const footer = parse(Footer, line)
      if (!footer) return damaged(head.position + 1)
      stage = 'done'
      madeAt = footer.head.at
      return footerFault(head, footer.head)
    }
    if ('message' in next) return next
    head = next
    return anchors.faultAt(head)
  }

  function begin(line: string): Fault | null {
    const header = parse(Header, line)
    if (!header) return { position: null, message: isFirst ? noBegin : somethingFollows }
    const from = header.after ?? emptyHead
    if (!isFirst && !isSameHead(from, head)) return otherBegin(from, head)
    if (isFirst) after = from.position
    isFirst = false
    head = from
    stage = 'entries'
    return anchors.faultAt(head)
  }

  return {
    /** False once a fault is found: nothing after it can be trusted to be in its place. */
    take(line: string): boolean {
      fault ??= faultOf(line)
      return fault === null
    },
    /** Where the lines that were taken end. */
    head: () => head,
    finish(): Verdict {
      if (stage !== 'done') {
        const message = `The export is cut after position ${head.position}: its head line is missing.`
        fault ??= { position: head.position + 1, message }
      }
      const beyond = noted.filter(({ position }) => position > head.position)
      fault ??= isLive ? cutBefore(head, beyond) : faultBeyond(head, beyond, madeAt)
      const last = lastOf(beyond)
      return { after, head, fault, older: fault || !last || !madeAt ? undefined : { madeAt, noted: last } }
    },
  }
}

const noBegin = 'The file does not begin as an export of a ledger.'
const somethingFollows = 'Something follows the end of the export.'
const isSameHead = (one: LedgerHead, other: LedgerHead) =>
  one.position === other.position && one.hash === other.hash
const otherBegin = (from: LedgerHead, head: LedgerHead): Fault => ({
  position: null,
  message: `An export that begins after position ${from.position} follows one that ends with ${head.position}.`,
})

/** What was noted, by its position. Two chains at one position: the ledger was cut and grew again, or one is forged. */
function notedHeads(noted: readonly NotedHead[]) {
  const known = new Map<number, string>()
  let conflict: Fault | null = null
  for (const head of noted) {
    const hash = known.get(head.position)
    if (hash !== undefined && hash !== head.hash) {
      const message = `Two chains were noted at position ${head.position}: the ledger was cut there and grew again.`
      conflict ??= { position: head.position, message }
    }
    known.set(head.position, head.hash)
  }
  function faultAt(head: LedgerHead): Fault | null {
    const hash = known.get(head.position)
    if (hash === undefined || hash === head.hash) return null
    const message = `The chain up to position ${head.position} is not the one that was noted.`
    return { position: head.position, message }
  }
  return { faultAt, conflict }
}

const lastOf = (noted: readonly NotedHead[]): NotedHead | null =>
  noted.reduce<NotedHead | null>((last, one) => (last && last.position >= one.position ? last : one), null)

/** What was noted before the export was made is missing from it; without times that is not to be told. */
function faultBeyond(
  head: LedgerHead,
  beyond: readonly NotedHead[],
  madeAt: string | undefined,
): Fault | null {
  const times = beyond.map((one) => ({ ...one, isEarlier: isBefore(one.at, madeAt) }))
  const unknown = lastOf(times.filter(({ isEarlier }) => isEarlier === null))
  return (
    cutBefore(
      head,
      times.filter(({ isEarlier }) => isEarlier),
    ) ??
    (unknown && endsBefore(head, unknown))
  )
}

/** Null where one of the times is not known. */
function isBefore(at: string | undefined, other: string | undefined): boolean | null {
  const [one, two] = [Date.parse(at ?? ''), Date.parse(other ?? '')]
  return Number.isNaN(one) || Number.isNaN(two) ? null : one <= two
}

function cutBefore(head: LedgerHead, beyond: readonly NotedHead[]): Fault | null {
  const last = lastOf(beyond)
  return last && cutAfter(head, last)
}

function endsBefore(head: LedgerHead, { position, at }: NotedHead): Fault {
  const when = at === undefined ? '' : ` at ${at}`
  const message = `It ends with #${head.position}, and #${position} was noted${when}: it was taken before that, or its tail is cut.`
  return { position: head.position + 1, message }
}

const damaged = (position: number): Fault => ({
  position,
  message: `The line of position ${position} is damaged.`,
})

/** The head after this line, or why the line does not follow; null where it is no line of an entry. */
function linked(head: LedgerHead, line: string, sha256: Sha256): LedgerHead | Fault | null {
  const position = head.position + 1
  const exported = entryOf(line)
  if (!exported) return null
  if (exported.position !== position) {
    const message = `Position ${position} is missing: position ${exported.position} stands in its place.`
    return { position, message }
  }
  const digest = sha256(exported.digested)
  if (hexOf(sha256(concatBytes(hexToBytes(head.hash), digest))) !== exported.hash) {
    return { position, message: `The entry at position ${position} is not the one that was recorded there.` }
  }
  return { position, hash: exported.hash }
}

/** An entry's line, and the text that its digest is made of, both from one canonical text of each of its fields. */
function entryOf(line: string): { position: number; hash: string; digested: string } | null {
  const parsed = ParsedEntry.safeParse(jsonOf(line)).data
  if (!parsed) return null
  const { entry, hash, position } = parsed
  const text = JSON.stringify
  const body = canonicalOf(entry.body)
  const [streamId, projectId, runId] = [text(entry.streamId), text(entry.projectId), text(entry.runId)]
  const [type, at, actor] = [text(entry.type), text(entry.at), text(entry.actor)]
  const { streamSeq, runSeq, batch, version } = entry
  const written = `{"entry":{"actor":${actor},"at":${at},"batch":${batch},"body":${body},"projectId":${projectId},"runId":${runId},"runSeq":${runSeq},"streamId":${streamId},"streamSeq":${streamSeq},"type":${type},"version":${version}},"hash":"${hash}","position":${position}}`
  if (written !== line) return null
  const digested = `[${streamId},${streamSeq},${projectId},${runId},${runSeq},${batch},${type},${version},${at},${actor},${body}]`
  return { position, hash, digested }
}

function footerFault(head: LedgerHead, claimed: LedgerHead): Fault | null {
  const { position } = head
  if (claimed.position > position) return cutAfter(head, claimed)
  if (claimed.position === position && claimed.hash === head.hash) return null
  return { position, message: `The head line does not belong to position ${position}, the last one.` }
}

function cutAfter(head: LedgerHead, known: LedgerHead): Fault {
  const position = head.position + 1
  const what =
    position === known.position ? `Position ${position} is` : `Positions ${position} to ${known.position} are`
  return { position, message: `${what} missing: the tail is cut.` }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Null where the line is not that, or is not written as an export writes it. */
function parse<T>(schema: z.ZodType<T>, line: string): T | null {
  const value = schema.safeParse(jsonOf(line)).data
  return value !== undefined && canonicalOf(value) === line ? value : null
}
