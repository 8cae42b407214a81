import { Command } from 'commander'
import type { LedgerHead } from '#domain/ledger/verify.ts'
import { writeExport } from './ledger-export.ts'
import { checkRebuild } from './ledger-rebuild.ts'
import { readHead, verifyFile } from './ledger-verify.ts'
import { type AccountOptions, asOperator, openSession } from './session.ts'

const say = (line: string) => console.log(line)
const program = new Command('ledger').description(
  'The record of Front Office: take a copy, check a copy, check the rows against it',
)

asOperator(program.command('export'))
  .description('write the ledger of a running Front Office, one JSON line an entry, signed in as an operator')
  .option('--out <file>', 'where to write it (default: standard output)')
  .action(async (options: AccountOptions & { out?: string }) => {
    await writeExport(await openSession(options), { out: options.out, say })
  })

program
  .command('verify <file>')
  .description(
    'check an export with nothing but itself; names the position at which it is not what was recorded',
  )
  .option('--head <position:hash>', 'a head that was noted elsewhere, which the export must hold', readHead)
  .action(async (file: string, { head: noted }: { head?: LedgerHead }) => {
    const { head, fault } = await verifyFile(file, noted)
    if (fault) return fail(fault.message)
    say(`${head.position} entries, each as it was recorded. Head ${head.position}:${head.hash}`)
  })

asOperator(program.command('rebuild'))
  .description('fold the ledger of a running Front Office and compare what it comes to with every row')
  .requiredOption('--check', 'compare and change nothing; nothing else is there')
  .option('--stream <id>', 'one stream alone, as task/t_…')
  .action(async (options: AccountOptions & { stream?: string }) => {
    const { differences } = await checkRebuild(await openSession(options), { streamId: options.stream, say })
    if (differences > 0) process.exitCode = 1
  })

await program.parseAsync().catch((error: Error) => fail(error.message))

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
