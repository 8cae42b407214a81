import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { openDatabase } from '#prisma/client.ts'
import { placedBell } from '#prisma/read/placed-bell.ts'
import { runSequencer } from '../../workers/control/sequencer/sequencer.ts'
import type { BenchContext } from './context.ts'
import { type Figure, median, percentile, spread } from './figures.ts'
import { heapMb, makeExport, verifyInProcess } from './ledger-copy.ts'
import { benchPostgres } from './ledger-postgres.ts'
import { caughtUp, follow, missedBy, type Reading } from './ledger-readers.ts'
import type { Order, WritersPlan, Written } from './ledger-writers.ts'

export interface LedgerSize {
  writers: number
  /** Of each writer, in all rounds together. */
  entries: number
  rounds: number
  verified: number
}
export const fullSize: LedgerSize = { writers: 8, entries: 10_000, rounds: 10, verified: 1_000_000 }
export const smallSize: LedgerSize = { writers: 8, entries: 200, rounds: 2, verified: 20_000 }

const readers = 3
/** Of one append: what a run reports within two seconds. */
const perAppend = 5
const perTask = 100

/** What the record costs the database, how soon it has its order, whether readers see all of it once, and its check. */
export async function benchLedger(context: BenchContext, size = fullSize): Promise<Figure[]> {
  const { folder, ownerUrl, appUrl } = await benchPostgres(context)
  return [
    ...(await benchWriting(context, size, { ownerUrl, appUrl })),
    ...(await benchVerifying(context, size, folder)),
  ]
}

async function benchWriting(
  { say, signal, atEnd }: BenchContext,
  { writers, entries, rounds }: LedgerSize,
  { ownerUrl, appUrl }: { ownerUrl: string; appUrl: string },
): Promise<Figure[]> {
  const owner = openDatabase(ownerUrl, 1)
  await owner.pool.query(
    `create table bare_entry (like entry including defaults including constraints including indexes);
     grant select, insert on bare_entry to front_office_app`,
  )
  await owner.close()
  const database = openDatabase(appUrl, readers + 1)
  const stopping = new AbortController()
  const bell = placedBell(appUrl, stopping.signal)
  const sequencer = runSequencer({
    databaseUrl: appUrl,
    logger: pino({ level: 'silent' }),
    signal: stopping.signal,
  })
  const seenAt = new Map<string, number>()
  const follows = Array.from({ length: readers }, (_, i) =>
    follow(database.pool, bell, stopping.signal, i === 0 ? (key, at) => seenAt.set(key, at) : undefined),
  )
  const plan: WritersPlan = { appUrl, writers, perTask, perAppend }
  const child = await startWriters(plan)
  atEnd(async () => {
    child.kill()
    stopping.abort()
    await Promise.all([sequencer, bell.ended, ...follows.map(({ ended }) => ended)])
    await database.close()
  })

  const [recorded, bare]: [Written[], Written[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted()
    recorded.push(await carryOut(child, { kind: 'ledger', entries: entries / rounds }))
    bare.push(await carryOut(child, { kind: 'bare', entries: entries / rounds }))
    say(`round ${round + 1} of ${rounds}: ${perSecond(recorded)} a second recorded, ${perSecond(bare)} bare`)
  }
  const { rows } = await database.pool.query<{ all: number }>('select count(*)::int as all from entry')
  const all = rows[0]?.all ?? 0
  await caughtUp(
    follows.map(({ reading }) => reading),
    all,
    signal,
  )
  return [
    ...speedFigures({ writers, entries }, recorded, bare),
    ...readingFigures(
      lagsOf(recorded, seenAt),
      follows.map(({ reading }) => reading),
      all,
    ),
  ]
}

/** What nobody saw is late for ever. */
const lagsOf = (recorded: readonly Written[], seenAt: ReadonlyMap<string, number>): number[] =>
  recorded
    .flatMap(({ commits }) => commits)
    .map(([key, at]) => Math.max(0, (seenAt.get(key) ?? Number.POSITIVE_INFINITY) - at))

function speedFigures(
  { writers, entries }: Pick<LedgerSize, 'writers' | 'entries'>,
  recorded: readonly Written[],
  bare: readonly Written[],
): Figure[] {
  return [
    {
      name: `${writers} writers × ${entries.toLocaleString('en-US')} entries, recorded`,
      value: perSecond(recorded),
      unit: '/s',
      detail: `appends of ${perAppend}, each with its task's row; ${spread(recorded.map(rate))}`,
    },
    {
      name: 'the same rows by bare inserts, between the rounds',
      value: perSecond(bare),
      unit: '/s',
      detail: spread(bare.map(rate)),
    },
    {
      name: 'of a bare insert, the record takes',
      value: median(recorded.map((one, i) => one.ms / (bare[i]?.ms ?? Number.NaN))),
      unit: 'times',
      detail: 'median of the rounds',
    },
  ]
}

function readingFigures(lags: readonly number[], readings: readonly Reading[], entries: number): Figure[] {
  const sum = (of: (reading: Reading) => number) => readings.reduce((total, one) => total + of(one), 0)
  return [
    {
      name: 'sequencer lag: committed to seen in its place, p95',
      value: percentile(lags, 95),
      unit: 'ms',
      bar: 100,
      detail: spread(lags),
    },
    {
      name: `entries that ${readers} readers missed`,
      value: sum((one) => missedBy(one, entries)),
      unit: '',
      bar: 0,
    },
    {
      name: `entries that ${readers} readers saw again`,
      value: sum(({ repeats }) => repeats),
      unit: '',
      bar: 0,
    },
  ]
}

const rate = ({ entries, ms }: Written) => Math.round((entries * 1_000) / ms)
const perSecond = (rounds: readonly Written[]) =>
  rate({
    entries: rounds.reduce((sum, { entries }) => sum + entries, 0),
    ms: rounds.reduce((sum, { ms }) => sum + ms, 0),
    commits: [],
  })

async function startWriters(plan: WritersPlan): Promise<ChildProcess> {
  const file = new URL('./ledger-writers.ts', import.meta.url).pathname
  const child = fork(file, [JSON.stringify(plan)], { execArgv: ['--import', 'tsx'] })
  await answerOf(child)
  return child
}

async function carryOut(child: ChildProcess, order: Order): Promise<Written> {
  child.send(order)
  return answerOf(child)
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const answered = new AbortController()
  const gone = once(child, 'exit', answered).then(([code]) => {
    throw new Error(`the writers ended with ${code}`)
  })
  try {
    const [answer] = await Promise.race([once(child, 'message', answered), gone])
    return answer
  } finally {
    answered.abort()
  }
}

async function benchVerifying(
  { say, signal }: BenchContext,
  { verified }: LedgerSize,
  folder: string,
): Promise<Figure[]> {
  const part = verified / 10
  const [whole, small] = [join(folder, 'whole.ndjson'), join(folder, 'small.ndjson')]
  await makeExport(small, part)
  await makeExport(whole, verified)
  signal.throwIfAborted()
  const { size } = statSync(whole)
  say(`made an export of ${verified.toLocaleString('en-US')} chained entries, ${Math.round(size / 1e6)} MB`)
  const less = await verifyInProcess(small, part)
  const all = await verifyInProcess(whole, verified)
  return [
    {
      name: `verify of ${verified.toLocaleString('en-US')} entries`,
      value: all.ms / 1_000,
      unit: 's',
      bar: 40,
      detail: `${Math.round(verified / all.ms)} a ms, of an export made by the benchmark`,
    },
    {
      name: 'its memory, beside that of a tenth of the ledger',
      value: all.peakBytes / less.peakBytes,
      unit: 'times',
      bar: 1.3,
      detail: `${Math.round(all.peakBytes / 1e6)} MB and ${Math.round(less.peakBytes / 1e6)} MB at most, with a heap of ${heapMb} MB`,
    },
  ]
}
