import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { stdout } from 'node:process'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ledgerContract } from '#api/ledger/contract.ts'
import {
  emptyHead,
  entryLine,
  headerLine,
  headerLineAfter,
  headLine,
  type LedgerHead,
  ledgerVerifier,
} from '#domain/ledger/verify.ts'
import { sha256 } from './ledger-verify.ts'
import { linesOf } from './line-file.ts'
import type { Session } from './session.ts'

/** An export, line by line: every entry at its place, the head last. */
export async function* exportLines(session: Session, after = emptyHead): AsyncGenerator<string> {
  yield after.position === 0 ? headerLine : headerLineAfter(after)
  yield* linesAfter(session, after)
}

/** What follows in an export that ends with `head`. */
async function* linesAfter(session: Session, head: LedgerHead): AsyncGenerator<string> {
  for (let last = head; ; ) {
    const at = new Date().toISOString()
    const { items } = await session.get(ledgerContract.exportEntries, { after: last.position })
    for (const item of items) yield entryLine(item)
    const newest = items.at(-1)
    if (!newest) return yield headLine(last, at)
    last = { position: newest.position, hash: newest.hash }
  }
}

interface ExportOptions {
  out?: string | undefined
  gzip?: boolean | undefined
  /** Goes on with what is in `out`, or with what an export into it had got when it was stopped. */
  resume?: boolean | undefined
  /** Leaves out the entries up to this position. */
  after?: number | undefined
  say: (line: string) => void
}

/** A file of the name `out` is a whole export: what is being written has another name. */
export async function writeExport(session: Session, options: ExportOptions): Promise<void> {
  const { out, gzip = out?.endsWith('.gz') ?? false, resume, after, say } = options
  const packed = () => (gzip ? createGzip() : new PassThrough())
  const begins = after ? await headAt(session, after) : emptyHead
  if (!out) {
    return pipeline(Readable.from(inChunks(exportLines(session, begins))), packed(), stdout, { end: false })
  }
  const source = resume ? interrupted(out) : null
  const told = { known: 0, all: 0 }
  const lines = source ? continued(session, source, told) : exportLines(session, begins)
  const text = Readable.from(inChunks(counted(lines, told)))
  await pipeline(text, packed(), createWriteStream(`${out}.new`, { mode: 0o600 }))
  renameSync(`${out}.new`, out)
  rmSync(`${out}.part`, { force: true })
  const before = source ? `, ${told.known} of them were there already` : ''
  say(`${told.all} entries, in ${out}${before}`)
}

/** The entry of this position as the ledger has it now. */
async function headAt(session: Session, position: number): Promise<LedgerHead> {
  const { items } = await session.get(ledgerContract.exportEntries, { after: position - 1, limit: 1 })
  const [entry] = items
  if (entry?.position !== position) throw new Error(`The ledger has no position ${position}.`)
  return { position, hash: entry.hash }
}

/** Of a finished export and one that was stopped, the one that got further; set aside, so that it outlives this one. */
function interrupted(out: string): string | null {
  const [draft, aside] = [`${out}.new`, `${out}.part`]
  const size = (file: string) => (existsSync(file) ? statSync(file).size : 0)
  if (size(draft) > size(aside)) renameSync(draft, aside)
  if (size(aside) > size(out)) return aside
  return size(out) > 0 ? out : null
}

interface Told {
  known: number
  all: number
}

const isEntry = (line: string) => line.startsWith('{"entry"')
const isHead = (line: string) => line.startsWith('{"head"')

async function* counted(lines: AsyncIterable<string>, told: Told): AsyncGenerator<string> {
  for await (const line of lines) {
    if (isEntry(line)) told.all += 1
    yield line
  }
}

/** The file's own lines, each verified, and what came since. Throws where the file is not the beginning of the ledger. */
async function* continued(session: Session, source: string, told: Told): AsyncGenerator<string> {
  const verifier = ledgerVerifier({ sha256 })
  const taken = (line: string): string => {
    if (verifier.take(line)) return line
    throw new Error(`${source} can’t be continued. ${verifier.finish().fault?.message}`)
  }
  let isBegun = false
  for await (const line of linesOf(source, { onlyWhole: true })) {
    if (isHead(line)) break
    isBegun = true
    yield taken(line)
  }
  if (!isBegun) yield taken(headerLine)
  const head = verifier.head()
  if (head.position > 0 && (await headAt(session, head.position)).hash !== head.hash)
    throw new Error(`${source} is of another ledger: position ${head.position} is not the same there.`)
  told.known = told.all
  for await (const line of linesAfter(session, head)) yield taken(line)
}

/** So many lines that writing them costs little. */
async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < 64 * 1024) continue
    yield chunk
    chunk = ''
  }
  if (chunk) yield chunk
}
