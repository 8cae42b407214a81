import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { anchorsOf, anchorsOfFile } from '#domain/ledger/anchor.ts'
import {
  type Anchor,
  LedgerHead,
  ledgerVerifier,
  type NotedHead,
  type Verdict,
} from '#domain/ledger/verify.ts'
import { isAddress, openTextObject } from '#platform/blobs/text-object.ts'
import { anchorAccessConfig } from '#platform/config.ts'
import { batchesOf } from './line-file.ts'

export const sha256 = (data: string | Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

/** Checks the lines of exports, each behind the other, with nothing but themselves and what was noted elsewhere. */
export async function verifyLines(
  batches: AsyncIterable<readonly string[]>,
  noted: readonly NotedHead[] = [],
  isLive = false,
): Promise<Verdict> {
  const verifier = ledgerVerifier({ noted, isLive, sha256 })
  for await (const lines of batches) if (!lines.every((line) => verifier.take(line))) break
  return verifier.finish()
}

/** Of all files, one behind the other. */
export async function* batchesOfAll(files: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
    yield* batchesOf(file)
  }
}

/** Of what comes line by line. */
export async function* oneByOne(lines: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  for await (const line of lines) yield [line]
}

/** Of a file, an address or an object of a bucket. Throws with the place and the line that is no anchor. */
export async function readAnchors(place: string): Promise<Anchor[]> {
  const isObject = isAddress(place)
  const text = isObject ? await readObject(place) : readFile(place)
  try {
    // An object is replaced as a whole, and has no torn end.
    return isObject ? anchorsOf(text) : anchorsOfFile(text)
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`)
  }
}

function readFile(file: string): string {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  return readFileSync(file, 'utf8')
}

async function readObject(address: string): Promise<string> {
  const { target, read } = openTextObject(address, anchorAccessConfig())
  const text = await read().catch((error) => {
    throw new Error(`${target} can’t be read: ${(error as Error).message}`)
  })
  if (text === null) throw new Error(`There is nothing at ${target}.`)
  return text
}

export function readHead(text: string): LedgerHead {
  const [position, hash] = text.split(':')
  const head = LedgerHead.safeParse({ position: Number(position), hash })
  if (!head.success)
    throw new InvalidArgumentError('A head looks like 123:<64 hex digits>, as verify prints it.')
  return head.data
}

/** Of anchors that acknowledged restores have cut off: what they say is not the record any more. */
export function goneWords(gone: readonly Anchor[]): string[] {
  const [first, last] = [gone[0], gone.at(-1)]
  if (!first || !last) return []
  const what = gone.length === 1 ? `#${first.position} was` : `#${first.position} to #${last.position} were`
  return [
    `${what} noted, the last at ${last.at}, and ${gone.length === 1 ? 'is' : 'are'} gone: the ledger was restored to an older moment`,
  ]
}

/** Of what was held against nothing that was noted elsewhere. */
export const tailWords =
  'Whether its tail is cut can’t be seen from it alone: add --anchors <place>, or --head with a head that was noted elsewhere'

/** What was verified, and which anchors it goes through. */
export function verdictWords({ after, head, older }: Verdict, anchors: readonly Anchor[]): string {
  const what =
    after === 0
      ? `${head.position} entries, each as it was recorded.`
      : `${head.position - after} entries after position ${after}, each as it was recorded.`
  const lines = [`${what} Head ${head.position}:${head.hash}`]
  const reached = anchors.filter(({ position }) => position <= head.position)
  const last = reached.at(-1)
  const covered = reached.filter(({ position }) => position >= after).length
  if (last) lines.push(`It goes through ${covered} anchors, the last of them #${last.position} of ${last.at}`)
  if (older) {
    const { madeAt, noted } = older
    lines.push(
      `By its head line it was made at ${madeAt}, before #${noted.position} was noted at ${noted.at}`,
    )
  }
  return lines.join('\n')
}
