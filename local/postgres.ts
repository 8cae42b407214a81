import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { withClient } from '#prisma/apply-migrations.ts'
import { choosePlace, type Place } from './postgres-place.ts'
import { isAlive, type Process, processOf, untilEnded } from './processes.ts'

/** One password for each role. `postgres` is only used to set up; Temporal can't enter our database. */
export interface PostgresPasswords {
  postgres: string
  owner: string
  temporal: string
}

export interface PostgresOptions {
  folder: string
  /** Where it listens, unless it runs already. */
  port: number
  passwords: PostgresPasswords
  /** Where the server writes its log. */
  log: string
  /** Further `name=value` settings, for tests. */
  settings?: string[]
  spawned?: (pid: number) => void
  /** Gives up while it starts. */
  signal?: AbortSignal
}

export interface Postgres {
  port: number
  process: Process
  /** When it ends: why. */
  ended: Promise<string>
  /** It ran already, from a start that was killed. */
  isAdopted: boolean
  notes: string[]
  folder: string
  /** Owns the database `front_office` and migrates it. */
  ownerUrl: string
  /** For the Temporal server: it makes its own databases. */
  temporalUrl: string
  adminUrl: string
}

/** Small on purpose: everything on one machine stays under 900 MB. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=64MB',
  'io_method=sync',
  'max_wal_senders=0',
  'max_logical_replication_workers=0',
  'max_parallel_workers_per_gather=0',
  'autovacuum_max_workers=2',
  'jit=off',
]

/** Starts the cluster, making it the first time, or adopts the one that runs on this folder. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = await choosePlace(options.folder)
  const data = join(place.folder, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(place, data, options.passwords.postgres)
  const adopted = await adopt(data, options.passwords.postgres, options.signal)
  const port = adopted?.port ?? options.port
  const running = adopted ?? (await launchPatiently(place, data, options))
  const admin = (database: string) => urlOf('postgres', options.passwords.postgres, port, database)
  await ensureRoles(admin('postgres'), options.passwords)
  return {
    port,
    process: running.process,
    ended: running.ended,
    isAdopted: adopted !== null,
    notes: place.notes,
    folder: place.folder,
    ownerUrl: urlOf('front_office_owner', options.passwords.owner, port, 'front_office'),
    temporalUrl: urlOf('temporal', options.passwords.temporal, port),
    adminUrl: admin('postgres'),
  }
}

function urlOf(role: string, password: string, port: number, database = '') {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

function initialise(place: Place, data: string, password: string) {
  const passwordFile = join(place.folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.user.uid !== undefined) chownSync(passwordFile, place.user.uid, place.user.gid ?? 0)
  const how = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const args = ['-D', data, '-U', 'postgres', `--pwfile=${passwordFile}`, ...how, ...locale]
  const options = {
    ...place.user,
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  } as const
  const made = spawnSync(place.binaries.initdb, args, options)
  rmSync(passwordFile, { force: true })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
}

/** By a connection, not by the pid file: after a SIGKILL that file still names a process. */
async function adopt(data: string, password: string, signal?: AbortSignal) {
  const [pid, , , port] = readLines(join(data, 'postmaster.pid'))
  if (!pid || !port) return null
  const running = processOf(Number(pid))
  if (!isAlive(running)) return null
  const url = urlOf('postgres', password, Number(port), 'postgres')
  const folder = await untilAnswers(url, 10_000, () => isAlive(running) && !signal?.aborted)
  return folder === data ? { port: Number(port), process: running, ended: untilEnded(running) } : null
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** What a killed server left takes a moment to end, and until then a new one refuses to start. */
async function launchPatiently(place: Place, data: string, options: PostgresOptions) {
  const wasKilled = existsSync(join(data, 'postmaster.pid'))
  for (let left = wasKilled ? 20 : 0; ; left--) {
    try {
      return await launch(place, data, options)
    } catch (error) {
      if (left === 0 || options.signal?.aborted) throw error
      await sleep(500, undefined, { signal: options.signal })
    }
  }
}

async function launch(place: Place, data: string, options: PostgresOptions) {
  const { port, signal } = options
  signal?.throwIfAborted()
  const log = openSync(options.log, 'a', 0o600)
  const flags = [...settings, ...(options.settings ?? [])].flatMap((setting) => ['-c', setting])
  // Its own process group: Ctrl-C must reach it last, from us.
  const child = spawn(place.binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
    ...place.user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  })
  closeSync(log)
  if (child.pid) options.spawned?.(child.pid)
  let isOver = false
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
  }).finally(() => {
    isOver = true
  })
  const url = urlOf('postgres', options.passwords.postgres, port, 'postgres')
  const folder = await untilAnswers(url, 60_000, () => !isOver && !signal?.aborted)
  if (folder === null || child.pid === undefined) {
    child.kill('SIGQUIT')
    throw new Error(
      `Postgres did not start (${isOver ? await ended : 'no answer'}); its log is ${options.log}`,
    )
  }
  return { process: processOf(child.pid), ended }
}

/** The data folder of the server that answers, or null when `goOn` says no or the time is over. */
async function untilAnswers(url: string, patienceMs: number, goOn: () => boolean): Promise<string | null> {
  const until = Date.now() + patienceMs
  while (goOn() && Date.now() < until) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ folder: string }>(
        "select current_setting('data_directory') as folder",
      )
      return rows[0]?.folder ?? null
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') return null
      await sleep(30)
    } finally {
      await client.end().catch(() => {})
    }
  }
  return null
}

async function ensureRoles(adminUrl: string, passwords: PostgresPasswords) {
  await withClient(adminUrl, async (client) => {
    const roles = await client.query<{ name: string }>('select rolname as name from pg_roles')
    const known = new Set(roles.rows.map((row) => row.name))
    const role = (name: string, rights: string, password: string) =>
      client.query(
        `${known.has(name) ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN ${rights} PASSWORD ${client.escapeLiteral(password)}`,
      )
    await role('front_office_owner', 'CREATEROLE CREATEDB', passwords.owner)
    await role('temporal', 'CREATEDB', passwords.temporal)
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'front_office'")
    if (rowCount === 0) await client.query('CREATE DATABASE front_office OWNER front_office_owner')
    // Also where an earlier start was interrupted right here.
    await client.query('REVOKE CONNECT ON DATABASE front_office FROM PUBLIC')
    await client.query('GRANT CONNECT ON DATABASE front_office TO front_office_owner')
  })
}
