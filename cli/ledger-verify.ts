import { createReadStream, existsSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { LedgerHead, ledgerVerifier, type Verdict } from '#domain/ledger/verify.ts'

/** Checks an export with nothing but itself and a head that was noted elsewhere. */
export async function verifyFile(file: string, noted?: LedgerHead): Promise<Verdict> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const verifier = ledgerVerifier(noted)
  for await (const line of linesOf(file)) if (!verifier.take(line)) break
  return verifier.finish()
}

/** Split at newlines alone, of bytes that must be UTF-8: what is not is a line that nothing verifies. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let bytes = Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield decoded(utf8, bytes.subarray(0, end))
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes
  }
  if (rest.length > 0) yield decoded(utf8, rest)
}

function decoded(utf8: TextDecoder, line: Buffer): string {
  try {
    return utf8.decode(line)
  } catch {
    return ''
  }
}

export function readHead(text: string): LedgerHead {
  const [position, hash] = text.split(':')
  const head = LedgerHead.safeParse({ position: Number(position), hash })
  if (!head.success)
    throw new InvalidArgumentError('A head looks like 123:<64 hex digits>, as verify prints it.')
  return head.data
}
