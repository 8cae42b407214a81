import { temporalConfig } from '#platform/config.ts'
import {
  applyMigrations,
  appUrlOf,
  ensureAppRole,
  expectAppRole,
  withClient,
} from '#prisma/apply-migrations.ts'
import { rotateLog } from './child-log.ts'
import type { DataFolder } from './data-folder.ts'
import type { PortChoice } from './port-choice.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import type { Supervisor } from './supervisor.ts'
import { startTemporal, type TemporalOptions } from './temporal.ts'
import type { Say } from './temporal-build.ts'
import { chooseTemporal, type TemporalChoice, wordsOf } from './temporal-choice.ts'
import { allOver } from './together.ts'

export interface Stores {
  /** Migrates. */
  ownerUrl: string
  /** The api's and the control worker's. */
  appUrl: string
  temporal: { address: string; namespace: string; uiUrl: string | null }
}

interface Context {
  folder: DataFolder
  choice: PortChoice
  supervisor: Supervisor
  say: Say
  signal?: AbortSignal
  /** Called when one can't be used, so that the other gives up. */
  stop: () => Promise<void>
}

/** Postgres and Temporal: those that the environment names, else this machine's own. */
export async function startStores(context: Context): Promise<Stores> {
  const named = process.env.DATABASE_URL || null
  if (!named && process.env.APP_DATABASE_URL)
    throw new Error(
      'APP_DATABASE_URL is set without DATABASE_URL: set both, or none for the Postgres of this machine.',
    )
  const embedded = named ? null : await startEmbedded(context)
  const ownerUrl = named ?? embedded?.ownerUrl ?? ''
  if (named) context.say(`Postgres is the one that DATABASE_URL names, at ${new URL(named).host}`)
  const temporalUrl = embedded?.temporalUrl ?? (await temporalUrlAt(ownerUrl))
  const [appUrl, temporal] = await allOver(
    [migrate(ownerUrl, context), startItsTemporal(temporalUrl, context)] as const,
    context.stop,
  )
  return { ownerUrl, appUrl, temporal }
}

/** Postgres alone, migrated: for who writes a record before there is anything else. */
export async function startDatabase(context: Context): Promise<Pick<Stores, 'ownerUrl' | 'appUrl'>> {
  const ownerUrl = process.env.DATABASE_URL || (await startEmbedded(context)).ownerUrl
  return { ownerUrl, appUrl: await migrate(ownerUrl, context) }
}

async function startEmbedded({ folder, choice, supervisor, say }: Context): Promise<Postgres> {
  const log = folder.at('logs', 'postgres.log')
  rotateLog(log)
  let first: Postgres | null = null
  await supervisor.add({
    name: 'postgres',
    stopSignal: 'SIGINT',
    patienceMs: 30_000,
    async start(spawned, signal) {
      const started = await startPostgres({
        folder: folder.at('postgres'),
        port: first?.port ?? choice.ports.postgres,
        passwords: folder.secrets.postgres,
        log,
        spawned,
        signal,
      })
      first ??= started
      return started
    },
  })
  const started = first as Postgres | null
  if (!started) throw new Error('Postgres did not start')
  for (const note of started.notes) say(note)
  if (started.isAdopted) choice.settle('postgres', started.port)
  choice.tellMoved('postgres')
  say(`Postgres ${started.isAdopted ? 'of an earlier start goes on' : 'runs'} on port ${started.port}`)
  return started
}

async function migrate(ownerUrl: string, { folder, say }: Context): Promise<string> {
  const own = process.env.APP_DATABASE_URL || null
  if (!own) await ensureAppRole(ownerUrl, folder.secrets.appPassword)
  const applied = await applyMigrations(ownerUrl)
  if (applied.length > 0) say(`applied ${applied.length} migration${applied.length === 1 ? '' : 's'}`)
  const appUrl = own ?? appUrlOf(ownerUrl, folder.secrets.appPassword)
  await expectAppRole(appUrl)
  return appUrl
}

/** Our Temporal server stores in the same Postgres where it may make databases, and without TLS; else in a file. */
async function temporalUrlAt(ownerUrl: string): Promise<string | null> {
  const url = new URL(ownerUrl)
  const mode = url.searchParams.get('sslmode')
  if (mode && mode !== 'disable') return null
  const mayCreate = 'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user'
  const { rows } = await withClient(ownerUrl, (client) => client.query<{ may: boolean }>(mayCreate))
  return rows[0]?.may ? `postgresql://${url.username}:${url.password}@${url.host}/` : null
}

interface KeptChoice {
  server: TemporalChoice
  store: 'postgres' | 'file' | 'its own'
}

async function startItsTemporal(postgresUrl: string | null, context: Context): Promise<Stores['temporal']> {
  const { folder, choice, say, signal } = context
  const { ports } = choice
  const known = folder.read<KeptChoice>('temporal.json')
  const server = await chooseTemporal(known?.server ?? null, say, process.env, signal)
  const store = storeOf(server, postgresUrl)
  if (known && known.store !== store)
    say(
      `Temporal's store changes: tasks that are open keep their record, and go on when somebody writes to them`,
    )
  folder.write('temporal.json', { server, store } satisfies KeptChoice)
  const { namespace } = temporalConfig()
  if (server.kind === 'external') {
    say(`Temporal is ${wordsOf(server)}`)
    return { address: server.address, namespace, uiUrl: process.env.TEMPORAL_UI_URL || null }
  }
  await startServer(
    server,
    store === 'postgres' && postgresUrl ? { postgresUrl } : { file: folder.at('temporal.db') },
    context,
  )
  choice.tellMoved('temporal', 'temporalUi')
  const kept =
    store === 'postgres' ? 'keeps its state in Postgres' : `keeps its state in ${folder.at('temporal.db')}`
  say(`Temporal runs on port ${ports.temporal} (${wordsOf(server)}, ${kept})`)
  return { address: `127.0.0.1:${ports.temporal}`, namespace, uiUrl: `http://127.0.0.1:${ports.temporalUi}` }
}

function storeOf(server: TemporalChoice, postgresUrl: string | null): KeptChoice['store'] {
  if (server.kind === 'external') return 'its own'
  return server.kind === 'ours' && postgresUrl ? 'postgres' : 'file'
}

async function startServer(
  server: Exclude<TemporalChoice, { kind: 'external' }>,
  store: TemporalOptions['store'],
  { folder, choice: { ports }, supervisor }: Context,
) {
  const log = folder.at('logs', 'temporal.log')
  rotateLog(log)
  const command = { path: server.path, isOurs: server.kind === 'ours' }
  const options = { command, store, port: ports.temporal, uiPort: ports.temporalUi, log }
  await supervisor.add({
    name: 'temporal',
    start: (spawned, signal) => startTemporal({ ...options, spawned, signal }),
  })
}
