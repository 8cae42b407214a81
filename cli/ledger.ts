import { existsSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { standingAnchors } from '#domain/ledger/anchor.ts'
import type { LedgerHead } from '#domain/ledger/verify.ts'
import { addBackfill } from './ledger-backfill.ts'
import { exportLines, writeExport } from './ledger-export.ts'
import { checkRebuild } from './ledger-rebuild.ts'
import { addReseat } from './ledger-reseat.ts'
import {
  batchesOfAll,
  goneWords,
  oneByOne,
  readAnchors,
  readHead,
  tailWords,
  verdictWords,
  verifyLines,
} from './ledger-verify.ts'
import { type AccountOptions, asOperator, openSession } from './session.ts'

interface ExportCommand {
  out?: string
  gzip?: boolean
  resume?: boolean
  after?: number
}

/** Where the control worker of this machine notes the head. */
const localAnchors = '.data/anchors.ndjson'
const say = (line: string) => console.log(line)
const program = new Command('ledger').description(
  'The record of Front Office: take a copy, check a copy, check the rows against it',
)

asOperator(program.command('export'))
  .description('write the ledger of a running Front Office, one JSON line an entry, signed in as an operator')
  .option('--out <file>', 'where to write it (default: standard output)')
  .option('--gzip', 'packed; also where the name of the file ends with .gz')
  .option('--resume', 'go on with the file that is there, or with what a stopped export had got')
  .option('--after <position>', 'leave out the entries up to this position', readPosition)
  .action(async (options: AccountOptions & ExportCommand) => {
    if (options.resume && (!options.out || options.after))
      return fail('--resume goes with --out, and not with --after.')
    await writeExport(await openSession(options), { ...options, say })
  })

asOperator(program.command('verify [files...]'))
  .description(
    'check exports, each behind the other, with nothing but themselves; names the position at which one is not what was recorded. Without a file: the ledger of a running Front Office',
  )
  .option('--head <position:hash>', 'a head that was noted elsewhere, which the export must hold', readHead)
  .option(
    '--anchors <place>',
    'the anchors of the control worker, which show a cut tail: a file, or what its ANCHOR_URL names, https://… or s3://bucket/key, read with its ANCHOR_TOKEN or ANCHOR_S3_…. A file may be of another Front Office, so none are taken for one unless they are named here (with neither a file nor --url: those of .data/)',
  )
  .action(async (files: string[], options: AccountOptions & { head?: LedgerHead; anchors?: string }) => {
    const isOwn = files.length === 0 && options.url === undefined
    const ownAnchors = isOwn && existsSync(localAnchors) ? localAnchors : undefined
    const anchorPlace = options.anchors ?? ownAnchors
    const anchors = anchorPlace ? await readAnchors(anchorPlace) : []
    const { standing, gone } = standingAnchors(anchors)
    const noted = options.head ? [...standing, options.head] : standing
    const isLive = files.length === 0
    const batches = isLive ? oneByOne(exportLines(await openSession(options))) : batchesOfAll(files)
    const verdict = await verifyLines(batches, noted, isLive)
    if (verdict.fault) return fail(verdict.fault.message)
    say(verdictWords(verdict, standing))
    if (noted.length === 0) say(tailWords)
    for (const line of goneWords(gone)) say(line)
  })

asOperator(program.command('rebuild'))
  .description('fold the ledger of a running Front Office and compare what it comes to with every row')
  .requiredOption('--check', 'compare and change nothing; nothing else is there')
  .option('--stream <id>', 'one stream alone, as task/t_…')
  .action(async (options: AccountOptions & { stream?: string }) => {
    const { differences } = await checkRebuild(await openSession(options), { streamId: options.stream, say })
    if (differences > 0) process.exitCode = 1
  })

addReseat(program, fail)
addBackfill(program, fail)

await program.parseAsync().catch((error: Error) => fail(error.message))

function readPosition(text: string): number {
  const position = Number(text)
  if (!Number.isSafeInteger(position) || position < 1)
    throw new InvalidArgumentError('A position is a number from 1 on.')
  return position
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
