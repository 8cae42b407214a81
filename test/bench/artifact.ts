import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Artifact, artifactsContract } from '#api/artifacts/contract.ts'
import { sha256OfFile } from '#platform/blobs/file-hash.ts'
import { startLink } from '../artifacts.ts'
import { patiently } from '../chaos/operators.ts'
import { restartWorkerWith, untilPresence } from '../chaos/worker-file.ts'
import { killPart } from '../openclaw/practice-world.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import type { BenchContext } from './context.ts'
import type { Figure } from './figures.ts'
import { type Growth, grownBy, watchMemory } from './memory-watch.ts'

const mega = 1e6
const size = 200 * mega
/** Brought before anything is measured, so that what is loaded and compiled once is no growth. */
const firstSize = 10 * mega
const settleMs = 3_000
const patienceMs = 180_000
const mostGrowthMb = 64
const watched = { worker: 'mac-mini', api: 'api' } as const

type Link = Awaited<ReturnType<typeof startLink>>

interface Stage {
  context: BenchContext
  office: TestProduct
  /** Between the worker and the api. */
  link: Link
}

/** A large file of an agent comes to the control plane over a connection that breaks, and an api that dies. */
export async function benchArtifact(context: BenchContext): Promise<Figure[]> {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, so this needs Linux')
  const stage = await prepared(context)
  const { office, link } = stage
  const { say } = context
  await (await recorded(stage, 'first.bin', firstSize)).here()
  await sleep(settleMs)
  const watch = watchMemory(office.product.pids, Object.values(watched))
  const film = await recorded(stage, 'film.mp4', size)
  const restarts = await disturbed(stage)
  const { artifact, seconds } = await film.here()
  const memory = watch.stop()
  say('it is here; downloading it')
  const downloading = watchMemory(office.product.pids, [watched.api])
  const downloaded = await sha256OfDownload(office, artifact)
  const { [watched.api]: read } = downloading.stop()
  const stored = join(office.folder, 'artifacts', 'blobs', film.hash.slice(0, 2), film.hash)
  const hashes = { recorded: artifact.hash, stored: await sha256OfFile(stored), downloaded }
  return [
    { name: 'bytes of it that are in the store', value: statSync(stored).size, unit: 'bytes', least: size },
    { name: 'cuts of the connection on the way', value: link.cuts(), unit: '', least: 3 },
    { name: 'restarts of the api on the way, by SIGKILL', value: restarts, unit: '', least: 1 },
    differing(film.hash, hashes),
    grown('memory that the worker grew by', memory[watched.worker]),
    grown('memory that the api grew by, or the one started in its place', memory[watched.api]),
    grown('memory that the api grew by while it was downloaded', read),
    { name: 'from recorded to here, waits after each cut included', value: seconds, unit: 's' },
    { name: 'of that, a second', value: size / mega / seconds, unit: 'MB' },
  ]
}

function differing(hash: string, others: Record<string, string | null>): Figure {
  const told = Object.entries(others).map(([where, other]) => `${where} ${other}`)
  return {
    name: 'sha256 that are not that of the file on the Mac',
    value: Object.values(others).filter((other) => other !== hash).length,
    unit: '',
    bar: 0,
    detail: `on the Mac ${hash}, ${told.join(', ')}`,
  }
}

async function prepared(context: BenchContext): Promise<Stage> {
  const { say, signal, atEnd } = context
  const starting = startTestProduct({ say, signal })
  atEnd(async () => (await starting.catch(() => null))?.stop())
  const office = await starting
  const link = await startLink({ port: office.product.ports.api })
  atEnd(() => link.stop())
  await untilPresence(office, ['ready'])
  await restartWorkerWith(office, { apiUrl: link.url })
  mkdirSync(workspaceOf(office), { recursive: true })
  return { context, office, link }
}

const workspaceOf = ({ folder }: TestProduct) => join(folder, 'practice', 'workspace')

/** An agent records a file of its workspace. */
async function recorded({ context, office }: Stage, name: string, bytes: number) {
  const hash = await fileOfNoise(join(workspaceOf(office), name), bytes)
  const where = await office.aProject()
  const taskId = await office.aTask(where, `artifact: ${name} | ${name}\nfinish: It is there.`)
  const look = async () =>
    (await patiently(() => office.ask(artifactsContract.listArtifacts, { params: { taskId } }))).items[0]
  await untilSo(context, `${name} is recorded`, async () => (await look()) !== undefined)
  const began = performance.now()
  return {
    hash,
    /** Once it is in the control plane. */
    async here() {
      let artifact: Artifact | undefined
      await untilSo(context, `${name} is here`, async () => {
        artifact = await look()
        if (artifact?.state === 'refused') throw new Error(`${name} was refused: ${artifact.reason}`)
        return artifact?.state === 'here'
      })
      const seconds = (performance.now() - began) / 1_000
      return { artifact: { ...(artifact as Artifact), taskId }, seconds }
    },
  }
}

/** Three cuts, and between the second and the third the api is killed while it takes bytes. */
async function disturbed({ context, office, link }: Stage): Promise<number> {
  const { say } = context
  const cutAfter = async (bytes: number) => {
    const before = link.cuts()
    link.cutAfter(bytes)
    await untilSo(context, 'the connection is cut', () => link.cuts() > before, 5)
    say(`cut ${link.cuts()}, after ${Math.round(link.passed() / mega)} MB`)
  }
  await cutAfter(size / 4)
  await cutAfter(size / 4)
  const passed = link.passed()
  await untilSo(context, 'bytes flow', () => link.passed() > passed + size / 8, 5)
  const old = office.product.pids()[watched.api]
  killPart(office, watched.api)
  say(`the api is killed, after ${Math.round(link.passed() / mega)} MB`)
  const isBack = () => ![old, undefined].includes(office.product.pids()[watched.api])
  await untilSo(context, 'the api runs again', isBack)
  await cutAfter(size / 8)
  return 1
}

async function untilSo(
  { signal }: BenchContext,
  what: string,
  isSo: () => boolean | Promise<boolean>,
  everyMs = 200,
): Promise<void> {
  for (const until = Date.now() + patienceMs; !(await isSo()); await sleep(everyMs, undefined, { signal }))
    if (Date.now() > until) throw new Error(`never so: ${what}`)
}

/** Nothing that could be packed smaller on the way. Answers its sha256. */
async function fileOfNoise(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  for (let left = bytes; left > 0; left -= mega) {
    const piece = randomBytes(Math.min(mega, left))
    hash.update(piece)
    await file.writeFile(piece)
  }
  await file.close()
  return hash.digest('hex')
}

async function sha256OfDownload(office: TestProduct, { taskId, itemId }: Artifact & { taskId: string }) {
  const address = `${office.product.url}/api/tasks/${taskId}/artifacts/${itemId}/bytes`
  // Not by fetch: its streams cost this process minutes of its own for 200 MB.
  const asked = get(address, { headers: { cookie: office.cookie } })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`the download answered ${answer.statusCode}`)
  const hash = createHash('sha256')
  await pipeline(answer, hash)
  return hash.digest('hex')
}

/** Each process against what it had itself; the one that grew most counts. */
function grown(name: string, processes: Growth[] = []): Figure {
  const mb = (bytes: number) => `${(bytes / mega).toFixed(0)} MB`
  const told = processes.map(({ before, peak }) => `from ${mb(before)} to at most ${mb(peak)}`)
  const value = Math.max(...processes.map(grownBy)) / mega
  const detail = `resident, ${told.join(', then ')}, by the kernel’s own marks`
  return { name, value, unit: 'MB', bar: mostGrowthMb, detail }
}
