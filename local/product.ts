import { setTimeout as sleep } from 'node:timers/promises'
import { type DataFolder, openDataFolder, type Ports, type Secrets, writeMacMiniFile } from './data-folder.ts'
import { isLock, type Lock, tryLock } from './lock.ts'
import { type NodeChild, runNodeChild, startNodeChild } from './node-child.ts'
import {
  apiPart,
  controlPart,
  macMiniPart,
  type Outbox,
  type PartsContext,
  practicePart,
  preparePart,
  samplePart,
} from './parts.ts'
import { choosePorts, type PortChoice } from './port-choice.ts'
import type { Prepared } from './prepare.ts'
import { ProcessRecords } from './processes.ts'
import { tellWhile } from './progress.ts'
import { runSteps } from './steps.ts'
import { type Stores, startStores } from './stores.ts'
import { Supervisor } from './supervisor.ts'
import type { Say } from './temporal-build.ts'
import { allOver } from './together.ts'

export interface ProductOptions {
  dataDir: string
  /** Of Front Office. Null: 4000. 0: any free ones, for everything, as tests want it. */
  port?: number | null
  /** Without the sample project. */
  isEmpty?: boolean
  hasPractice?: boolean
  /** The practice gateway's effect, elsewhere than in the data folder. */
  outbox?: Outbox
  /** Folders of plugins that the practice gateway loads besides, as tests want it. */
  practicePlugins?: readonly string[]
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
  /** A part that has ended stays down until what this answers is called. */
  keepDown(part: string): () => void
  stop(): Promise<void>
}

const stopOrder = [['mac-mini', 'control'], ['practice-gateway'], ['api'], ['temporal'], ['postgres']]

/** Starts everything on one machine, or nothing: what a failed start had begun is stopped. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const say = options.say ?? (() => {})
  const folder = openDataFolder(options.dataDir)
  const lock = takeLock(folder)
  const records = new ProcessRecords(folder.at('run'))
  const supervisor = new Supervisor(say, records)
  const stopping = new AbortController()
  const stop = once(async () => {
    stopping.abort(new Error('stopped while starting'))
    await supervisor.stop(stopOrder)
    // What still starts gives up by the signal; until then the folder is in use.
    await starting.catch(() => {})
    lock.release()
  })
  const beginning = { ...options, say, folder, lock, supervisor, stop, signal: stopping.signal }
  const starting = endLeftovers(records, say).then(() => startAll(beginning))
  if (options.signal?.aborted) void stop()
  options.signal?.addEventListener('abort', () => void stop())
  try {
    return await starting
  } catch (error) {
    await stop()
    throw error
  }
}

async function endLeftovers(records: ProcessRecords, say: Say) {
  const ended = await records.endLeftovers(process.env.DATABASE_URL ? [] : ['postgres'])
  if (ended.length > 0) say(`ended what an earlier start left: ${ended.join(', ')}`)
}

interface Beginning extends ProductOptions {
  say: Say
  folder: DataFolder
  lock: Lock
  supervisor: Supervisor
  stop: () => Promise<void>
  signal: AbortSignal
}

async function startAll(beginning: Beginning): Promise<Product> {
  const { folder, supervisor, say, lock, stop, signal, hasPractice = true } = beginning
  const choice = await choosePorts(folder, beginning.port ?? null, say)
  const { ports } = choice
  choice.tellMoved('api')
  const url = `http://127.0.0.1:${ports.api}`
  lock.tell({ url })
  await runSteps(['client'], say, signal)
  const [stores] = await allOver(
    [
      startStores({ folder, choice, supervisor, say, signal, stop }),
      runSteps(['bundle', 'web'], say, signal),
    ] as const,
    stop,
  )
  signal.throwIfAborted()
  const { outbox, practicePlugins } = beginning
  const practice = { ...(outbox && { outbox }), ...(practicePlugins && { practicePlugins }) }
  const context = { folder, ports, stores, url, say, signal, ...practice }
  const isPractice = writeExecutorFile(context, hasPractice)
  tellMovedOfExecutor(choice, say, hasPractice, isPractice)
  const { setUpToken } = await startParts(beginning, context, hasPractice && isPractice)
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
    keepDown: (part) => supervisor.keepDown(part),
    stop,
  }
}

/** A real gateway holds the bridge's address in its configuration. */
function tellMovedOfExecutor(choice: PortChoice, say: Say, hasPractice: boolean, isPractice: boolean) {
  const hasMoved = choice.tellMoved('bridge')
  if (hasMoved && !isPractice)
    say('run `npm run gateway -- install-plugin` again: the gateway knows the old port of the bridge')
  if (hasPractice && isPractice) choice.tellMoved('practice')
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
  { supervisor, stop }: Beginning,
  context: PartsContext,
  hasPractice: boolean,
): Promise<Prepared> {
  const { folder, stores, say, signal, url } = context
  async function add(part: NodeChild, words: string) {
    await supervisor.add({
      name: part.name,
      start: (spawned, signal) => startNodeChild({ ...part, spawned, signal }),
    })
    say(words)
  }
  const { address, namespace } = stores.temporal
  const prepares = `${new URL(stores.ownerUrl).host} ${address} ${namespace}`
  const preparing = runNodeChild<Prepared>({ ...preparePart(context), signal })
  const readied = folder.read('prepared.json') === prepares ? Promise.resolve() : preparing
  const [prepared] = await allOver(
    [
      tellWhile(say, 'waiting for the namespace in Temporal', preparing),
      add(apiPart(context), `the api answers at ${url}`),
      add(controlPart(context), 'the control worker is ready'),
      hasPractice ? add(practicePart(context), 'the practice gateway is ready') : null,
      // Its executor and the namespace must be there, as they are where it ran before; for all else it waits itself.
      readied.then(() => addMacMini(supervisor, context)),
    ] as const,
    stop,
  )
  folder.write('prepared.json', prepares)
  for (const warning of prepared.warnings) say(warning)
  return prepared
}

/** Waits until it is ready, but not for ever: it is kept running, and everything else can be used. */
async function addMacMini(supervisor: Supervisor, context: PartsContext) {
  const { say, signal } = context
  const part = macMiniPart(context)
  const ready = new AbortController()
  const onMessage = (message: unknown) => {
    if (message === 'ready') ready.abort()
  }
  const start = (spawned: (pid: number) => void, signal: AbortSignal) =>
    startNodeChild({ ...part, onMessage, spawned, signal })
  await supervisor.add({ name: part.name, start })
  const enough = AbortSignal.any([signal, ready.signal])
  await tellWhile(
    say,
    `waiting for ${part.name}`,
    sleep(60_000, undefined, { signal: enough }).catch(() => {}),
  )
  signal.throwIfAborted()
  const isReady = ready.signal.aborted
  say(
    isReady ? 'the mac-mini worker is ready' : `the mac-mini worker is not ready yet; its log is ${part.log}`,
  )
}

/** Wanted by the first start of a data folder, and made by the first one that gets that far. */
async function makeSample(context: PartsContext, { isEmpty = false }: ProductOptions, hasPractice: boolean) {
  const { folder, say, signal } = context
  const plan = folder.isNew && !isEmpty && hasPractice ? 'wanted' : folder.read<string>('sample.json')
  if (folder.isNew) folder.write('sample.json', plan ?? 'none')
  if (plan !== 'wanted' || isEmpty || !hasPractice) return
  say('making the sample project: its agent will ask before it sends something')
  const making = runNodeChild<{ hasAsked: boolean } | undefined>({ ...samplePart(context), signal })
  const made = await tellWhile(say, 'waiting for the sample task to ask', making)
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
