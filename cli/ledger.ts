import { createReadStream, createWriteStream, existsSync, readFileSync, renameSync } from 'node:fs'
import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { LedgerHead, ledgerVerifier } from '#domain/ledger/verify.ts'
import { exportLines } from './ledger-client.ts'

interface ExportOptions {
  out?: string
  url?: string
  email?: string
  password?: string
}

const program = new Command('ledger').description('The record of Front Office: take a copy, check a copy')

program
  .command('export')
  .description('write the ledger of a running Front Office, one JSON line an entry, signed in as an operator')
  .option('--out <file>', 'where to write it (default: standard output)')
  .addOption(new Option('--url <url>', 'where Front Office runs (default: the one of .data/)'))
  .addOption(new Option('--email <email>', 'an operator').env('FRONT_OFFICE_EMAIL'))
  .addOption(new Option('--password <password>', 'asked for if not given').env('FRONT_OFFICE_PASSWORD'))
  .action(exportLedger)

program
  .command('verify <file>')
  .description(
    'check an export with nothing but itself; names the position at which it is not what was recorded',
  )
  .option('--head <position:hash>', 'a head that was noted elsewhere, which the export must hold', readHead)
  .action(verifyFile)

await program.parseAsync().catch((error: Error) => fail(error.message))

async function exportLedger(options: ExportOptions): Promise<void> {
  const url = options.url ?? runningUrl()
  if (!url)
    return fail('Front Office does not run here. Start it with npm start, or say where it runs with --url.')
  const email = options.email ?? (await ask('E-mail: '))
  const password = options.password ?? (await ask('Password: ', true))
  let count = -2
  const lines = async function* () {
    for await (const line of exportLines({ url, email, password })) {
      count += 1
      yield `${line}\n`
    }
  }
  if (!options.out) return pipeline(Readable.from(lines()), stdout, { end: false })
  // A file of that name is a whole export.
  const draft = `${options.out}.new`
  await pipeline(Readable.from(lines()), createWriteStream(draft, { mode: 0o600 }))
  renameSync(draft, options.out)
  console.log(`${count} entries, in ${options.out}`)
}

async function verifyFile(file: string, { head: noted }: { head?: LedgerHead }): Promise<void> {
  if (!existsSync(file)) return fail(`There is no file ${file}.`)
  const verifier = ledgerVerifier(noted)
  for await (const line of linesOf(file)) if (!verifier.take(line)) break
  const { head, fault } = verifier.finish()
  if (fault) return fail(fault.message)
  console.log(`${head.position} entries, each as it was recorded. Head ${head.position}:${head.hash}`)
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

/** What the supervisor says of itself in its lock. */
function runningUrl(): string | null {
  if (!existsSync('.data/lock.json')) return null
  return JSON.parse(readFileSync('.data/lock.json', 'utf8')).about?.url ?? null
}

/** A hidden answer is not echoed. */
async function ask(question: string, isHidden = false): Promise<string> {
  if (!stdin.isTTY) throw new Error('Say who asks: FRONT_OFFICE_EMAIL and FRONT_OFFICE_PASSWORD.')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  process.stderr.write(question)
  const lines = createInterface({ input: stdin, output: isHidden ? nowhere : process.stderr, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (isHidden) process.stderr.write('\n')
  }
}

function readHead(text: string): LedgerHead {
  const [position, hash] = text.split(':')
  const head = LedgerHead.safeParse({ position: Number(position), hash })
  if (!head.success)
    throw new InvalidArgumentError('A head looks like 123:<64 hex digits>, as verify prints it.')
  return head.data
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
