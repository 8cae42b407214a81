import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '#prisma/client.ts'
import { openDataFolder } from '../../data-folder.ts'
import { isLock, tryLock } from '../../lock.ts'
import { choosePorts } from '../../port-choice.ts'
import { ProcessRecords } from '../../processes.ts'
import { runSteps } from '../../steps.ts'
import { startDatabase } from '../../stores.ts'
import { Supervisor } from '../../supervisor.ts'
import type { Say } from '../../temporal-build.ts'
import { folderProblem } from '../new-folder.ts'
import { type SampleOptions, writeSample } from './write-sample.ts'

interface Making {
  dataDir: string
  password: string
  say: Say
  /** 0: any free ports, for tests. */
  port?: number | null
  /** Ends it early: it throws, and nothing of it goes on running. */
  signal?: AbortSignal
}

/** A data folder with the sample in it, for `npm start`. Throws where the folder, or the database, holds something. */
export async function makeSampleFolder({ dataDir, password, say, port = null, signal }: Making) {
  const problem = folderProblem(dataDir)
  if (problem) throw new Error(problem)
  await runSteps(['client'], say, signal)
  const folder = openDataFolder(dataDir)
  const lock = tryLock(folder.at('lock.json'))
  if (!isLock(lock)) throw new Error(`${dataDir} is in use by process ${lock.pid}.`)
  const supervisor = new Supervisor(say, new ProcessRecords(folder.at('run')))
  const stop = () => supervisor.stop([['postgres']])
  signal?.addEventListener('abort', () => void stop())
  try {
    const choice = await choosePorts(folder, port, say)
    const { appUrl } = await startDatabase({ folder, choice, supervisor, say, stop })
    signal?.throwIfAborted()
    say('telling the story of three businesses')
    const entries = await fill(appUrl, {
      now: new Date(),
      password,
      executorToken: folder.secrets.executorToken,
      folders: { practice: folder.at('practice'), macMini: folder.at('mac-mini') },
    })
    folder.write('sample.json', 'made')
    return { entries }
  } finally {
    await stop()
    lock.release()
  }
}

/** Answers how many entries it has then. */
async function fill(appUrl: string, options: SampleOptions): Promise<number> {
  const database = openDatabase(appUrl, 4)
  const { pool } = database
  try {
    const { rows } = await pool.query('select 1 from entry limit 1')
    if (rows.length > 0) throw new Error('The database that DATABASE_URL names holds a record already.')
    await writeSample(pool, options)
    const placed = await pool.query<{ count: number }>('select count(*)::int as count from position')
    return placed.rows[0]?.count ?? 0
  } finally {
    // A last wake may be on its way.
    await sleep(50)
    await database.close()
  }
}
