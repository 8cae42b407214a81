import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { freePorts } from '../local/ports.ts'
import { startPostgres } from '../local/postgres.ts'
import { endProcess } from '../local/processes.ts'
import { runSteps } from '../local/steps.ts'
import { startTemporal } from '../local/temporal.ts'
import { buildServer, builtServer } from '../local/temporal-build.ts'
import { applyMigrations, ensureAppRole } from '../prisma/apply-migrations.ts'

export interface TestServers {
  adminUrl: string
  ownerUrl: string
  appPassword: string
  template: string
  temporalAddress: string
  temporalBinary: string
  /** Vanishes after the run. */
  scratch: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: TestServers
  }
}

/** A crash loses a scratch cluster anyway. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300']
const passwords = { postgres: 'test-postgres', owner: 'test-owner', temporal: 'test-temporal' }
const appPassword = 'test-app'

/** One Postgres and one Temporal for all files; each file takes a database of its own from servers.ts. */
export default async function setup(project: TestProject) {
  const scratch = await mkdtemp(join(tmpdir(), 'front-office-test-'))
  const say = (line: string) => console.log(line)
  const binary = existsSync(builtServer()) ? builtServer() : await buildServer(say)
  // Once: each control worker of a test would make its own.
  await runSteps(['bundle'], say)
  const [postgresPort = 0, temporalPort = 0] = await freePorts(2)
  const postgres = await startPostgres({
    folder: join(await makeFolder(scratch), 'postgres'),
    port: postgresPort,
    passwords,
    log: join(scratch, 'postgres.log'),
    settings,
  })
  const temporal = await startTemporal({
    command: { path: binary, isOurs: true },
    store: { file: join(scratch, 'temporal.db') },
    port: temporalPort,
    uiPort: null,
    log: join(scratch, 'temporal.log'),
  })
  await ensureAppRole(postgres.ownerUrl, appPassword)
  await applyMigrations(postgres.ownerUrl)
  await closeTemplate(postgres.adminUrl)
  project.provide('servers', {
    adminUrl: postgres.adminUrl,
    ownerUrl: postgres.ownerUrl,
    appPassword,
    template: 'front_office',
    temporalAddress: `127.0.0.1:${temporalPort}`,
    temporalBinary: binary,
    scratch,
  })
  return async () => {
    await endProcess(temporal.process, 5_000)
    await endProcess(postgres.process, 5_000, 'SIGINT')
    await rm(scratch, { recursive: true, force: true })
    if (!postgres.folder.startsWith(scratch)) await rm(postgres.folder, { recursive: true, force: true })
  }
}

/** mkdtemp makes 0700 folders, which the user that Postgres runs as could not enter. */
async function makeFolder(scratch: string) {
  const { chmod } = await import('node:fs/promises')
  await chmod(scratch, 0o755)
  await mkdir(join(scratch, 'data'))
  return join(scratch, 'data')
}

/** A database with a connection can't be cloned. */
async function closeTemplate(adminUrl: string) {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query('ALTER DATABASE front_office WITH ALLOW_CONNECTIONS false')
  await admin.end()
}
