import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../local/ports.ts'
import { startPostgres } from '../../local/postgres.ts'
import { endProcess } from '../../local/processes.ts'
import { applyMigrations, appUrlOf, ensureAppRole } from '../../prisma/apply-migrations.ts'
import type { BenchContext } from './context.ts'

/** A Postgres of its own, set as `npm start` sets it and safe against a loss of power, in a folder that vanishes. */
export async function benchPostgres({ signal, atEnd }: Pick<BenchContext, 'signal' | 'atEnd'>) {
  const folder = mkdtempSync(join(tmpdir(), 'front-office-ledger-bench-'))
  // Postgres runs as another user where this is root.
  chmodSync(folder, 0o711)
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'data'))
  const [port = 0] = await freePorts(1)
  const postgres = await startPostgres({
    folder: join(folder, 'data', 'postgres'),
    port,
    passwords: { postgres: 'bench-postgres', owner: 'bench-owner', temporal: 'bench-temporal' },
    log: join(folder, 'postgres.log'),
    signal,
  })
  atEnd(async () => {
    await endProcess(postgres.process, 5_000, 'SIGINT')
    rmSync(postgres.folder, { recursive: true, force: true })
  })
  await ensureAppRole(postgres.ownerUrl, 'bench-app')
  await applyMigrations(postgres.ownerUrl)
  return { folder, ownerUrl: postgres.ownerUrl, appUrl: appUrlOf(postgres.ownerUrl, 'bench-app') }
}
