import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ports, portNames } from './data-folder.ts'
import { root } from './install.mjs'
import { freePorts } from './ports.ts'
import { endProcess, isAlive, type Process, processOf } from './processes.ts'

// The supervisor as `npm start` runs it, on a folder and ports of its own.
const patienceMs = 240_000
const partNames = ['api', 'control', 'mac-mini', 'postgres', 'practice-gateway', 'temporal']
/** All that a start spawns inherit it: what holds it is ours. */
const mark = `FRONT_OFFICE_TEST_${randomUUID()}`
let scratch: string
let data: string
let ports: Ports

interface Started {
  child: ChildProcess
  text(): string
  says(what: string | RegExp, patienceMs?: number): Promise<void>
  code: Promise<number | null>
}
const started: Started[] = []

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'front-office-product-'))
  chmodSync(scratch, 0o711)
  data = join(scratch, 'data')
  const free = await freePorts(portNames.length)
  ports = Object.fromEntries(portNames.map((name, i) => [name, free[i]])) as Ports
  mkdirSync(data, { mode: 0o711 })
  writeFileSync(join(data, 'ports.json'), JSON.stringify(ports))
})
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(Object.values(recorded()).map((one) => endProcess(one, 5_000)))
  rmSync(scratch, { recursive: true, force: true })
})

function start(): Started {
  const { DATABASE_URL, APP_DATABASE_URL, TEMPORAL_ADDRESS, ...env } = process.env
  const args = ['local/start.mjs', '--data', data, '--port', String(ports.api), '--empty']
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, LC_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  let isOver = false
  const code = new Promise<number | null>((resolve) => child.once('close', resolve)).finally(() => {
    isOver = true
  })
  async function says(what: string | RegExp, mostMs = patienceMs) {
    const isSaid = () => (typeof what === 'string' ? text.includes(what) : what.test(text))
    for (const until = Date.now() + mostMs; !isSaid(); await sleep(20))
      if (isOver || Date.now() > until) throw new Error(`it does not say ${what}, but\n${text}`)
  }
  const one = { child, text: () => text, says, code }
  started.push(one)
  return one
}

/** What the data folder says that runs. */
function recorded(): Record<string, Process> {
  const folder = join(data, 'run')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return Object.fromEntries(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  )
}

/**
 * All processes of this suite but the supervisors and tsx's compilers, by /proc. Postgres inherits no mark and is
 * known by its folder.
 */
function running(): number[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }
  function isOurs(pid: string) {
    const command = read(pid, 'cmdline')
    if (command.includes('esbuild')) return false
    return read(pid, 'environ').includes(mark) || command.includes(join(data, 'postgres'))
  }
  const supervisors = started.map(({ child }) => child.pid)
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name))
  return pids.map(Number).filter((pid) => !supervisors.includes(pid) && isAlive(processOf(pid)))
}

/** Polled: a process that was just forked looks like its parent for a moment. */
const expectRunning = (pids: number[]) => expect.poll(() => running().sort()).toEqual(pids.sort())

async function expectEachOnce() {
  const parts = recorded()
  expect(Object.keys(parts).sort()).toEqual(partNames)
  for (const [name, part] of Object.entries(parts)) expect([name, isAlive(part)]).toEqual([name, true])
  if (process.platform === 'linux') await expectRunning(Object.values(parts).map(({ pid }) => pid))
}

async function expectNothing() {
  expect(recorded()).toEqual({})
  if (process.platform === 'linux') await expectRunning([])
  expect(existsSync(join(data, 'lock.json'))).toBe(false)
}

const partsReady = ['control worker', 'mac-mini worker', 'practice gateway'].map(
  (name) => `the ${name} is ready`,
)
const last = () => started.findLast(({ child }) => child.exitCode === null) as Started
const untilReady = (one: Started) => one.says(/\] ready$/m)

test('a first start that is interrupted leaves nothing', { timeout: patienceMs }, async () => {
  const first = start()
  await first.says(/Postgres runs on port/)
  first.child.kill('SIGINT')
  expect(await first.code).toBe(0)
  expect(first.text()).toMatch(/stopping \(SIGINT\)\n.*stopped\n$/s)
  await expectNothing()
})

test('a taken port gives way; a second start is refused and names the first', {
  timeout: patienceMs,
}, async () => {
  const holder = createServer().listen(ports.practice, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const one = start()
  await untilReady(one)
  holder.close()
  const { practice } = JSON.parse(readFileSync(join(data, 'ports.json'), 'utf8')) as Ports
  expect(one.text()).toContain(`port ${ports.practice} (practice gateway) is taken: using ${practice}`)
  expect(one.text().match(/is taken/g)).toHaveLength(1)
  const url = `http://127.0.0.1:${ports.api}`
  for (const ready of [`the api answers at ${url}`, ...partsReady]) expect(one.text()).toContain(ready)
  const second = start()
  expect(await second.code).toBe(1)
  expect(second.text()).toContain(
    `${data} is in use by process ${one.child.pid}, which runs Front Office at ${url} since`,
  )
  await expectEachOnce()
})

test('a part that is killed is started again, and it says so', { timeout: patienceMs }, async () => {
  const one = last()
  const before = recorded().api as Process
  process.kill(before.pid, 'SIGKILL')
  await one.says('api ended (SIGKILL): starting it again in 0.5 s')
  await one.says('api runs again')
  expect(recorded().api).not.toEqual(before)
  await expectEachOnce()
})

test('what a killed start left is adopted or ended, and nothing runs twice', {
  timeout: patienceMs,
}, async () => {
  const killed = last()
  const before = recorded()
  killed.child.kill('SIGKILL')
  await killed.code
  const one = start()
  await untilReady(one)
  expect(one.text()).toMatch(/ended what an earlier start left: .*\btemporal\b/)
  expect(one.text()).toContain(`Postgres of an earlier start goes on on port ${ports.postgres}`)
  expect(one.text()).not.toContain('is taken')
  const { postgres, ...ended } = before
  expect(Object.entries(ended).filter(([, part]) => isAlive(part))).toEqual([])
  expect(recorded().postgres).toEqual(postgres)
  await expectEachOnce()
})

test('Ctrl-C stops all of them in order and leaves nothing', { timeout: patienceMs }, async () => {
  const one = last()
  const parts = recorded()
  const endedAt = new Map<string, number>()
  one.child.kill('SIGINT')
  for (const until = Date.now() + 120_000; endedAt.size < partNames.length; await sleep(5)) {
    // The last ones first: of what ended between two looks nobody knows the order, and none is seen before what came earlier.
    const now = performance.now()
    for (const name of ['postgres', 'temporal', 'api', 'practice-gateway', 'mac-mini', 'control'])
      if (!endedAt.has(name) && !isAlive(parts[name] as Process)) endedAt.set(name, now)
    if (Date.now() > until) throw new Error(`only these ended: ${[...endedAt.keys()].join(', ')}`)
  }
  expect(await one.code).toBe(0)
  const at = (name: string) => endedAt.get(name) ?? 0
  const groups = [
    Math.max(at('mac-mini'), at('control')),
    ...['practice-gateway', 'api', 'temporal', 'postgres'].map(at),
  ]
  expect(groups).toEqual(groups.toSorted((a, b) => a - b))
  await expectNothing()
})

test('a bridge that moves tells the owner of a real gateway what to do', {
  timeout: patienceMs,
}, async () => {
  const file = join(data, 'mac-mini/config.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...config, gatewayUrl: 'ws://127.0.0.1:9', gatewayToken: 'theirs' }))
  const holder = createServer().listen(ports.bridge, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const one = start()
  await one.says('run `npm run gateway -- install-plugin` again')
  holder.close()
  one.child.kill('SIGINT')
  expect(await one.code).toBe(0)
  expect(one.text()).toContain(`port ${ports.bridge} (bridge of the mac-mini worker) is taken: using`)
  await expectNothing()
})
