#!/usr/bin/env node
// Stand-in for Prisma's native `schema-engine` binary. It speaks the same stdio
// protocol, and runs Prisma's own WebAssembly schema engine over a pg connection,
// so that `prisma migrate …` needs nothing but npm packages.
// Selected by PRISMA_SCHEMA_ENGINE_BINARY (set in prisma.config.ts).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum as T } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const require = createRequire(import.meta.url)
const { values: opt, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
    version: { type: 'boolean' },
  },
})

const log = (level, fields) =>
  process.stderr.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' })}\n`,
  )

function settings(url) {
  const u = new URL(url)
  return {
    schema: u.searchParams.get('schema') ?? undefined,
    database: decodeURIComponent(u.pathname.slice(1)) || 'postgres',
    pool: {
      host: u.searchParams.get('host') ?? u.hostname,
      port: Number(u.port || 5432),
      user: decodeURIComponent(u.username) || undefined,
      password: decodeURIComponent(u.password) || undefined,
      ssl: ['require', 'verify-ca', 'verify-full'].includes(u.searchParams.get('sslmode') ?? '')
        ? { rejectUnauthorized: u.searchParams.get('sslmode') !== 'require' }
        : undefined,
      connectionTimeoutMillis: Number(u.searchParams.get('connect_timeout') ?? 5) * 1000,
      application_name: 'prisma-migrate',
      options: [
        '-c TimeZone=UTC',
        u.searchParams.has('schema') && `-c search_path="${u.searchParams.get('schema')}"`,
      ]
        .filter(Boolean)
        .join(' '),
      idleTimeoutMillis: 0,
      max: 1, // one session: advisory locks, SET and temp objects behave as with the native engine
    },
  }
}

// How the engine wants each PostgreSQL type of its catalogue queries; everything else is text.
const text = (v) => v
const list = (item) => (v) => pg.types.arrayParser.create(v, item).parse()
const COLUMNS = [
  [[16], T.Boolean, (v) => v === 't'],
  [[18], T.Character, text],
  [[21, 23], T.Int32, Number],
  [[20, 26], T.Int64, text],
  [[700, 701], T.Double, Number],
  [[1114, 1184], T.DateTime, (v) => `${v.replace(' ', 'T').replace(/[+-]\d{2}(:?\d{2})?$/, '')}+00:00`],
  [[114, 3802], T.Json, text],
  [[1000], T.BooleanArray, list((v) => v === 't')],
  [[1002], T.CharacterArray, list(text)],
  [[1005, 1007], T.Int32Array, list(Number)],
  [[1016, 1028], T.Int64Array, list(text)],
  [[1003, 1009, 1015], T.TextArray, list(text)],
].flatMap(([oids, type, parse]) => oids.map((oid) => [oid, { type, parse }]))
const byOid = new Map(COLUMNS)
const column = (oid) => byOid.get(oid) ?? { type: T.Text, parse: text }

// PrismaPg, with three repairs for migrations: it knows the catalogue's column types, scripts
// go to the server whole (the adapter splits at every ';', which breaks function bodies), and
// the shadow database is really another one (a connectionString overrides `database`).
class MigrationPg {
  #open = new Set()
  provider = 'postgres'
  adapterName = '@prisma/adapter-pg'
  constructor(url, shadowUrl) {
    this.main = settings(url)
    this.shadowUrl = shadowUrl
  }
  async open(config, schema, onDispose) {
    const pool = new pg.Pool(config)
    const adapter = await new PrismaPg(pool, { schema }).connect()
    adapter.executeScript = async (script) => {
      await pool.query(script).catch((e) => adapter.onError(e))
    }
    adapter.queryRaw = async ({ sql, args }) => {
      const r = await pool
        .query({
          text: sql,
          values: args,
          rowMode: 'array',
          types: { getTypeParser: (oid) => column(oid).parse },
        })
        .catch((e) => adapter.onError(e))
      return {
        columnNames: r.fields.map((f) => f.name),
        columnTypes: r.fields.map((f) => column(f.dataTypeID).type),
        rows: r.rows,
      }
    }
    adapter.dispose = async () => {
      if (!this.#open.delete(adapter)) return
      await pool.end()
      await onDispose?.()
    }
    this.#open.add(adapter)
    return adapter
  }
  async closeAll() {
    for (const adapter of [...this.#open]) await adapter.dispose()
  }
  connect() {
    return this.open({ ...this.main.pool, database: this.main.database }, this.main.schema)
  }
  async connectToShadowDb() {
    if (this.shadowUrl) {
      const s = settings(this.shadowUrl)
      return this.open({ ...s.pool, database: s.database }, s.schema)
    }
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
    const admin = (sql) => withClient(this.main, this.main.database, (c) => c.query(sql))
    await admin(`CREATE DATABASE "${name}"`)
    return this.open({ ...this.main.pool, database: name }, this.main.schema, () =>
      admin(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
    )
  }
}

async function withClient(s, database, fn) {
  const client = new pg.Client({ ...s.pool, database })
  await client.connect()
  try {
    return await fn(client)
  } finally {
    await client.end()
  }
}

const CODES = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1010', 42501: 'P1010', '42P04': 'P1009' }
function userError(e, s) {
  const code = CODES[e.code] ?? 'P1001'
  const where = `${s.pool.host}:${s.pool.port}`
  const message = {
    P1000: `Authentication failed against the database server at ${where}`,
    P1001: `Can't reach database server at ${where} (${e.message || e.code})`,
    P1003: `Database ${s.database} does not exist`,
    P1009: `Database ${s.database} already exists`,
    P1010: `User ${s.pool.user} was denied access on the database ${s.database}`,
  }[code]
  return { error_code: code, message, is_panic: false }
}

async function createDatabase(s) {
  await withClient(s, 'postgres', (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(s.database)}`))
  return { databaseName: s.database }
}

async function cli(command) {
  const s = settings(JSON.parse(opt.datasource).url)
  log('INFO', { message: 'Starting schema engine CLI (wasm)' })
  try {
    if (command === 'can-connect-to-database') await withClient(s, s.database, (c) => c.query('SELECT 1'))
    else if (command === 'create-database') await createDatabase(s)
    else if (command === 'drop-database') {
      await withClient(s, 'postgres', (c) =>
        c.query(`DROP DATABASE ${c.escapeIdentifier(s.database)} WITH (FORCE)`),
      )
      log('INFO', { message: 'The database was successfully dropped.' })
    } else throw new Error(`unknown command ${command}`)
  } catch (e) {
    log('ERROR', userError(e, s))
    process.exitCode = 1
  }
}

function enginePackage() {
  const file = require.resolve('@prisma/schema-engine-wasm').replace(/schema_engine\.js$/, 'package.json')
  return JSON.parse(readFileSync(file, 'utf8'))
}

async function loadEngine() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const file = require
    .resolve('@prisma/schema-engine-wasm')
    .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm')
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    './schema_engine_bg.js': glue,
  })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return glue
}

function rpcError(e) {
  const panic = e instanceof WebAssembly.RuntimeError
  const cause = e.cause instanceof Error ? `\n${e.cause.message}` : ''
  const text = `${e.message ?? e}${cause}`
  const message = panic ? (globalThis.PRISMA_WASM_PANIC_REGISTRY.last ?? text) : text
  const data = { is_panic: panic, message, meta: null, error_code: e.code ?? undefined }
  return { code: 4466, message: 'An error happened. Check the data field for details.', data }
}

async function rpc() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (m) => (globalThis.PRISMA_WASM_PANIC_REGISTRY.last = m),
  }
  const send = (m) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...m })}\n`)
  const datasource = opt.datasource ? JSON.parse(opt.datasource) : {}
  const factory = new MigrationPg(
    datasource.url ?? 'postgresql://127.0.0.1:1/none',
    datasource.shadowDatabaseUrl,
  )
  const adapter = bindMigrationAwareSqlAdapterFactory(factory)
  const datamodels = opt.datamodels?.map((path) => [path, readFileSync(path, 'utf8')])
  let engine
  const call = async (method, params) => {
    engine ??= await (await loadEngine()).SchemaEngine.new({ datamodels }, () => {}, adapter)
    // These two replay the migrations from the engine's cache only, so fill it: of the
    // WebAssembly engine's methods, only the diagnostics can open a shadow database.
    if (method === 'evaluateDataLoss' || method === 'createMigration')
      await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
    return engine[method](params)
  }

  let printId = 1
  const handlers = {
    createDatabase: () => createDatabase(settings(datasource.url)),
    getDatabaseVersion: (p) => call('version', p),
    diff: async (p) => {
      const { stdout, ...rest } = await call('diff', p)
      if (stdout) send({ id: printId++, method: 'print', params: { content: stdout } })
      return rest
    },
  }
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue
    const { id, method, params } = JSON.parse(line)
    if (!method) continue // the CLI's acknowledgement of a print
    try {
      const result = handlers[method] ? await handlers[method](params) : await call(method, params)
      send({ id, result: result ?? null })
    } catch (e) {
      send({ id, error: rpcError(e) })
    }
  }
  await factory.closeAll()
}

if (opt.version) process.stdout.write(`schema-engine-cli ${enginePackage().version.split(/[.-]/).at(-1)}\n`)
else if (positionals[0] === 'cli') await cli(positionals[1])
else await rpc()
