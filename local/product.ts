import {
  type DataFolder,
  openDataFolder,
  type Ports,
  portNames,
  type Secrets,
  writeMacMiniFile,
} from './data-folder.ts'
import { isLock, type Lock, tryLock } from './lock.ts'
import { runNodeChild, startNodeChild } from './node-child.ts'
import {
  apiPart,
  controlPart,
  macMiniPart,
  type PartsContext,
  practicePart,
  preparePart,
  samplePart,
} from './parts.ts'
import { freePort } from './ports.ts'
import type { Prepared } from './prepare.ts'
import { ProcessRecords } from './processes.ts'
import { runSteps } from './steps.ts'
import { type Stores, startStores } from './stores.ts'
import { Supervisor } from './supervisor.ts'
import type { Say } from './temporal-build.ts'

export interface ProductOptions {
  dataDir: string
  /** Of Front Office. Null: 4000. 0: any free ones, for everything, as tests want it. */
  port?: number | null
  /** Without the sample project. */
  isEmpty?: boolean
  hasPractice?: boolean
  say?: Say
  /** Stops it, also while it starts. */
  signal?: AbortSignal
}

export interface Product {
  url: string
  /** Creates the owner's account, once; null when somebody can sign in already. */
  setUpUrl: string | null
  temporal: Stores['temporal']
  dataDir: string
  ports: Ports
  secrets: Secrets
  ownerUrl: string
  appUrl: string
  /** Of everything that runs now, by part. */
  pids(): Record<string, number>
  stop(): Promise<void>
}

const usualPorts: Ports = {
  api: 4000,
  postgres: 54_329,
  temporal: 7233,
  temporalUi: 8233,
  bridge: 18_790,
  practice: 18_791,
}

const stopOrder = [['mac-mini', 'control'], ['practice-gateway'], ['api'], ['temporal'], ['postgres']]

/** Starts everything on one machine, or nothing: what a failed start had begun is stopped. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const say = options.say ?? (() => {})
  const folder = openDataFolder(options.dataDir)
  const lock = takeLock(folder)
  const records = new ProcessRecords(folder.at('run'))
  const supervisor = new Supervisor(say, records)
  const stop = once(async () => {
    await supervisor.stop(stopOrder)
    lock.release()
  })
  options.signal?.addEventListener('abort', () => void stop())
  try {
    const ended = await records.endLeftovers(process.env.DATABASE_URL ? [] : ['postgres'])
    if (ended.length > 0) say(`ended what an earlier start left: ${ended.join(', ')}`)
    return await startAll({ ...options, say, folder, lock, supervisor, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

interface Beginning extends ProductOptions {
  say: Say
  folder: DataFolder
  lock: Lock
  supervisor: Supervisor
  stop: () => Promise<void>
}

async function startAll(beginning: Beginning): Promise<Product> {
  const { folder, supervisor, say, lock, stop, hasPractice = true } = beginning
  const ports = await choosePorts(folder, beginning.port ?? null, say)
  const url = `http://127.0.0.1:${ports.api}`
  lock.tell({ url })
  await runSteps(['client'], say)
  const [stores] = await Promise.all([
    startStores({ folder, ports, supervisor, say }),
    runSteps(['bundle', 'web'], say),
  ])
  const context = { folder, ports, stores, url, say }
  const isPractice = writeExecutorFile(context, hasPractice)
  const { setUpToken } = await startParts(supervisor, context, hasPractice && isPractice)
  await makeSample(context, beginning, hasPractice && isPractice)
  return {
    url,
    setUpUrl: setUpToken && `${url}/set-up#${setUpToken}`,
    temporal: stores.temporal,
    dataDir: folder.path,
    ports,
    secrets: folder.secrets,
    ownerUrl: stores.ownerUrl,
    appUrl: stores.appUrl,
    pids: () => supervisor.pids(),
    stop,
  }
}

function takeLock(folder: DataFolder): Lock {
  const lock = tryLock(folder.at('lock.json'))
  if (isLock(lock)) return lock
  const url = lock.about.url ? ` at ${lock.about.url}` : ''
  throw new Error(
    `${folder.path} is in use by process ${lock.pid}, which runs Front Office${url} since ${lock.since}. ` +
      `Stop that one first, or give this one a folder of its own: npm start -- --data <dir>`,
  )
}

const portWords: Record<keyof Ports, string> = {
  api: 'Front Office',
  postgres: 'Postgres',
  temporal: 'Temporal',
  temporalUi: 'Temporal UI',
  bridge: 'the worker’s bridge; a real gateway needs install-plugin again',
  practice: 'practice gateway',
}

/** The same ports as last time where they are free, so that links stay good. */
async function choosePorts(folder: DataFolder, wanted: number | null, say: Say): Promise<Ports> {
  const isScratch = wanted === 0
  const known = isScratch ? null : folder.read<Ports>('ports.json')
  const ports = { ...usualPorts, ...known, api: wanted ?? usualPorts.api }
  const taken = new Set<number>()
  for (const name of portNames) {
    const asked = isScratch ? 0 : ports[name]
    let port = await freePort(asked)
    while (taken.has(port)) port = await freePort()
    taken.add(port)
    if (asked !== 0 && port !== asked) say(`port ${asked} (${portWords[name]}) is taken: using ${port}`)
    ports[name] = port
  }
  folder.write('ports.json', ports)
  return ports
}

function writeExecutorFile({ folder, ports, stores, url, say }: PartsContext, hasPractice: boolean): boolean {
  const file = folder.at('mac-mini', 'config.json')
  const gateway = hasPractice
    ? { gatewayUrl: `ws://127.0.0.1:${ports.practice}`, gatewayToken: folder.secrets.practiceToken }
    : { gatewayUrl: 'ws://127.0.0.1:18789', gatewayToken: 'put-the-token-of-your-gateway-here' }
  const { isPractice } = writeMacMiniFile(folder, {
    executorId: 'mac-mini',
    ...gateway,
    apiUrl: url,
    apiToken: folder.secrets.executorToken,
    bridgePort: ports.bridge,
    bridgeToken: folder.secrets.bridgeToken,
    temporalAddress: stores.temporal.address,
    temporalNamespace: stores.temporal.namespace,
    dataFolder: folder.at('mac-mini'),
  })
  if (!isPractice) say(`the executor mac-mini uses the gateway that ${file} names`)
  else if (!hasPractice) say(`connect an OpenClaw gateway in ${file}`)
  return isPractice
}

async function startParts(
  supervisor: Supervisor,
  context: PartsContext,
  hasPractice: boolean,
): Promise<Prepared> {
  const add = (part: ReturnType<typeof apiPart>) =>
    supervisor.add({ name: part.name, start: (spawned) => startNodeChild({ ...part, spawned }) })
  const [prepared] = await Promise.all([
    runNodeChild<Prepared>(preparePart(context)),
    add(apiPart(context)),
    add(controlPart(context)),
    hasPractice ? add(practicePart(context)) : null,
  ])
  await add(macMiniPart(context))
  return prepared
}

/** Wanted by the first start of a data folder, and made by the first one that gets that far. */
async function makeSample(context: PartsContext, { isEmpty = false }: ProductOptions, hasPractice: boolean) {
  const { folder, say } = context
  const plan = folder.isNew && !isEmpty && hasPractice ? 'wanted' : folder.read<string>('sample.json')
  if (folder.isNew) folder.write('sample.json', plan ?? 'none')
  if (plan !== 'wanted' || isEmpty || !hasPractice) return
  say('making the sample project: its agent will ask before it sends something')
  const made = await runNodeChild<{ hasAsked: boolean } | undefined>(samplePart(context))
  if (made && !made.hasAsked) say('the sample task has not asked yet; its page says what it waits for')
  folder.write('sample.json', 'made')
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work()
    return done
  }
}
