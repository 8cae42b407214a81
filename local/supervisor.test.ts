import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endProcess, isAlive, type Process, ProcessRecords, processOf } from './processes.ts'
import { type Part, Supervisor } from './supervisor.ts'

let folder: string
let records: ProcessRecords
let said: string[]
let supervisor: Supervisor
const forever = 'setTimeout(() => {}, 60000)'
const deaf = `process.on('SIGTERM', () => {}); ${forever}; console.log('deaf')`

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-supervisor-'))
  records = new ProcessRecords(folder)
  said = []
  supervisor = new Supervisor((line) => said.push(line), records)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = (script: string) => {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`)),
  )
  return { child, running: { process: processOf(child.pid ?? 0), ended } }
}
const part = (name: string, script = forever): Part => ({ name, start: async () => start(script).running })

async function until(condition: () => boolean) {
  const end = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain; it said ${said.join(' | ')}`)
    await sleep(20)
  }
}

test('what dies is started again, and it says so', async () => {
  await supervisor.add(part('one'))
  const first = supervisor.pids().one ?? 0
  process.kill(first, 'SIGKILL')
  await until(() => said.includes('one runs again'))
  expect(said).toEqual(['one ended (SIGKILL): starting it again in 0.5 s', 'one runs again'])
  expect(supervisor.pids().one).not.toBe(first)
  await supervisor.stop([['one']])
})

test('a part that keeps failing is tried later each time', async () => {
  let tries = 0
  await supervisor.add({
    name: 'weak',
    start: async () => {
      tries++
      if (tries === 2) throw new Error('no room\nand more')
      return start(tries === 1 ? 'process.exit(4)' : forever).running
    },
  })
  await until(() => said.includes('weak runs again'))
  expect(said).toEqual([
    'weak ended (code 4): starting it again in 0.5 s',
    'weak does not start: no room',
    'weak runs again',
  ])
  await supervisor.stop([['weak']])
})

test('what is kept down starts again when it is let, and not before', async () => {
  await supervisor.add(part('one'))
  const goOn = supervisor.keepDown('one')
  process.kill(supervisor.pids().one ?? 0, 'SIGKILL')
  await until(() => said.length > 0)
  await sleep(900)
  expect(supervisor.pids()).toEqual({})
  goOn()
  await until(() => said.includes('one runs again'))
  await supervisor.stop([['one']])
})

test('what is kept down does not keep a stop waiting', async () => {
  await supervisor.add(part('one'))
  supervisor.keepDown('one')
  process.kill(supervisor.pids().one ?? 0, 'SIGKILL')
  await until(() => said.length > 0)
  await supervisor.stop([['one']])
  expect(said).toEqual(['one ended (SIGKILL): starting it again in 0.5 s'])
  expect(() => supervisor.keepDown('two')).toThrow('no two')
})

test('a first start that fails is the caller’s to handle', async () => {
  const failing = { name: 'bad', start: () => Promise.reject(new Error('no such program')) }
  await expect(supervisor.add(failing)).rejects.toThrow('no such program')
  await supervisor.stop([['bad']])
})

test('stopping goes group by group and leaves nothing', async () => {
  // Told by themselves: several ends that are waiting are heard of in any order.
  const order = join(mkdtempSync(join(tmpdir(), 'front-office-order-')), 'order')
  for (const name of ['database', 'server', 'worker']) {
    const told = `require('node:fs').appendFileSync(${JSON.stringify(order)}, '${name} ')`
    const last = `process.on('SIGTERM', () => { ${told}; process.exit() }); ${forever}; console.log('ready')`
    const { child, running } = start(last)
    await once(child.stdout, 'data')
    await supervisor.add({ name, start: async () => running })
  }
  await supervisor.stop([['worker'], ['server'], ['database']])
  expect(readFileSync(order, 'utf8')).toBe('worker server database ')
  rmSync(dirname(order), { recursive: true })
  expect(readdirSync(folder)).toEqual([])
  expect(said).toEqual([])
})

test('a part that was starting while everything stopped is stopped too', async () => {
  const { running } = start(forever)
  const adding = supervisor.add({ name: 'late', start: () => sleep(200).then(() => running) })
  adding.catch(() => {})
  await supervisor.stop([['late']])
  await expect(adding).rejects.toThrow('stopped while starting')
  expect(isAlive(running.process)).toBe(false)
})

test('a part that has a process but is not ready is ended by a stop, and not waited for', async () => {
  const { child, running } = start(forever)
  const adding = supervisor.add({
    name: 'slow',
    async start(spawned, signal) {
      spawned(child.pid ?? 0)
      await sleep(60_000, undefined, { signal })
      return running
    },
  })
  adding.catch(() => {})
  await supervisor.stop([['slow']])
  await expect(adding).rejects.toThrow()
  expect(isAlive(running.process)).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})

test('nothing is started once everything stops', async () => {
  await supervisor.stop([])
  let hasStarted = false
  const adding = supervisor.add({
    name: 'late',
    start: async () => {
      hasStarted = true
      return start(forever).running
    },
  })
  await expect(adding).rejects.toThrow('stopped while starting')
  expect(hasStarted).toBe(false)
})

test('a part that is starting again ends in its turn, before what it needs', async () => {
  const order: string[] = []
  const database = await supervisor.add(part('database'))
  void database.ended.then(() => order.push('database'))
  let again: Process | null = null
  await supervisor.add({
    name: 'worker',
    async start(spawned, signal) {
      const { child, running } = start(forever)
      spawned(child.pid ?? 0)
      if (order.length === 0) return running
      again = running.process
      void running.ended.then(() => order.push('worker again'))
      await sleep(60_000, undefined, { signal })
      return running
    },
  })
  order.push('worker killed')
  process.kill(supervisor.pids().worker ?? 0, 'SIGKILL')
  await until(() => again !== null)
  expect(supervisor.pids()).not.toHaveProperty('worker')
  await supervisor.stop([['worker'], ['database']])
  await database.ended
  expect(order).toEqual(['worker killed', 'worker again', 'database'])
  expect(said).toEqual(['worker ended (SIGKILL): starting it again in 0.5 s'])
})

test('who does not end when asked is made to', async () => {
  const { child, running } = start(deaf)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  await endProcess(running.process, 200)
  expect(await running.ended).toBe('SIGKILL')
})

test('the next start ends what a killed one left, but never a stranger', async () => {
  const left = start(forever)
  const adopted = start(forever)
  records.add('left', left.child.pid ?? 0)
  records.add('adopted', adopted.child.pid ?? 0)
  records.add('gone', 999_999_999)
  expect(await new ProcessRecords(folder).endLeftovers(['adopted'])).toEqual(['left'])
  expect(isAlive(left.running.process)).toBe(false)
  expect(isAlive(adopted.running.process)).toBe(true)
  const stranger = { ...adopted.running.process, startedAt: 'another time' }
  await endProcess(stranger, 100)
  expect(isAlive(adopted.running.process)).toBe(true)
  adopted.child.kill('SIGKILL')
})
