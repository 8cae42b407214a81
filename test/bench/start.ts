import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownerOf } from '../http-client.ts'
import { deedsOf } from '../product.ts'
import { type Clone, cleanClone, cloneHead, installWithoutDev, sizeOf } from './clone.ts'
import type { BenchContext } from './context.ts'
import { type Figure, median, spread } from './figures.ts'
import { npmStart, type Start } from './npm-start.ts'
import { descendantsOf, processTable, pssOfProcess } from './process-memory.ts'

const warmStarts = 3
const mega = 1e6

/** What somebody meets who clones the repository: the first start, the next ones, the memory, the disk. */
export async function benchStart(context: BenchContext): Promise<Figure[]> {
  const { say } = context
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, so this needs Linux')
  const clone = await cloneHead(context)
  say(`cloned ${clone.commit}`)
  if (clone.uncommitted > 0) say(`${clone.uncommitted} uncommitted changes of this checkout are not in it`)
  say('its caches are empty, npm’s too, but for the Temporal server: packages come from the registry')
  const first = await npmStart(clone, context)
  say(`first start: ready in ${first.readySeconds.toFixed(1)} s`)
  const { setUpUrl } = first
  say(`Ctrl-C: everything ended in ${(await first.interrupt()).toFixed(1)} s`)
  const { seconds, memory } = await startAgain(clone, context)
  const size = await sizeOfInstall(clone, context)
  if (!setUpUrl) throw new Error('the first start printed no link that creates an account')
  return [
    {
      name: 'npm start in a fresh clone until ready',
      value: first.readySeconds,
      unit: 's',
      bar: 120,
      detail: 'once, with an empty npm cache: the network is in it',
    },
    {
      name: 'npm start again until ready, median',
      value: median(seconds),
      unit: 's',
      bar: 8,
      detail: spread(seconds),
    },
    ...memory,
    ...size,
  ]
}

async function startAgain(clone: Clone, context: BenchContext) {
  const seconds: number[] = []
  for (let i = 1; ; i++) {
    const start = await npmStart(clone, context)
    seconds.push(start.readySeconds)
    context.say(`start ${i + 1}: ready in ${start.readySeconds.toFixed(1)} s`)
    const isLast = i === warmStarts
    const memory = isLast ? await memoryAfterWork(start, context) : []
    await start.interrupt()
    if (isLast) return { seconds, memory }
  }
}

/** A demo's worth: an owner, a project, and a task with one approval, to its end. */
async function memoryAfterWork(start: Start, { say }: BenchContext): Promise<Figure[]> {
  if (!start.setUpUrl) throw new Error('npm start printed no link that creates an account')
  const { ask } = await ownerOf(start.url, start.setUpUrl)
  const office = deedsOf(ask)
  const intent = 'Write.\neffect: send_message {"to": "a@example.com", "body": "Hello"}\nfinish: sent'
  const taskId = await office.aTask(await office.aProject(), intent)
  await office.decide(await office.untilAsked(taskId), 'approved')
  await office.until(taskId, ({ status }) => status === 'done')
  say('a task with one approval is done in it; measuring the memory')
  await sleep(1_000)
  return memoryOf(start)
}

function memoryOf(start: Start): Figure[] {
  const table = processTable()
  const sizes = new Map(start.pids().map((pid) => [pid, pssOfProcess(pid) ?? 0]))
  const sum = (pids: number[]) => pids.reduce((bytes, pid) => bytes + (sizes.get(pid) ?? 0), 0) / mega
  const parts = Object.entries(start.parts()).map(([name, pid]) => {
    const pids = descendantsOf(table, [pid])
    return { name, pids, value: sum(pids) }
  })
  const known = new Set(parts.flatMap(({ pids }) => pids))
  const rest = [...sizes.keys()].filter((pid) => !known.has(pid))
  const told = [...parts, { name: 'npm and the supervisor', pids: rest, value: sum(rest) }]
  const value = sum([...sizes.keys()])
  const detail = `PSS of ${sizes.size} processes`
  return [
    { name: 'memory of all processes after a task', value, unit: 'MB', bar: 900, detail },
    ...told.map(({ name, pids, value }) => ({
      name: `of that: ${name}`,
      value,
      unit: 'MB',
      detail: `${pids.length} process${pids.length === 1 ? '' : 'es'}`,
    })),
  ]
}

/** Nothing but what a start needs is installed, and a start is the proof. */
async function sizeOfInstall(clone: Clone, context: BenchContext): Promise<Figure[]> {
  const { say } = context
  cleanClone(clone)
  say('installing without what only tests need (npm ci --omit=dev)')
  await installWithoutDev(clone)
  const start = await npmStart(clone, context)
  say(`it starts: ready in ${start.readySeconds.toFixed(1)} s`)
  await start.interrupt()
  const packages = sizeOf(join(clone.folder, 'node_modules'))
  const all = sizeOf(clone.folder, ['.git', '.data'])
  return [
    {
      name: 'an install that can start',
      value: all / mega,
      unit: 'MB',
      bar: 850,
      detail: 'the clone with its node_modules, without .git and .data',
    },
    { name: 'of that: node_modules', value: packages / mega, unit: 'MB' },
    { name: 'beside it: the Temporal server’s program', value: clone.serverBytes / mega, unit: 'MB' },
  ]
}
