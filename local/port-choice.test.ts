import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DataFolder, openDataFolder, type Ports, portNames } from './data-folder.ts'
import { choosePorts } from './port-choice.ts'
import { freePorts } from './ports.ts'

let folder: DataFolder
let known: Ports
let said: string[]
const say = (line: string) => said.push(line)
let holders: Server[]

beforeEach(async () => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), 'front-office-ports-')))
  const free = await freePorts(portNames.length)
  known = Object.fromEntries(portNames.map((name, i) => [name, free[i]])) as Ports
  folder.write('ports.json', known)
  said = []
  holders = []
})
afterEach(() => {
  for (const holder of holders) holder.close()
  rmSync(folder.path, { recursive: true, force: true })
})

async function take(port: number) {
  const holder = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  holders.push(holder)
}

test('free ports are those of last time, and nothing is said', async () => {
  const { ports, tellMoved } = await choosePorts(folder, known.api, say)
  expect(ports).toEqual(known)
  expect(tellMoved(...portNames)).toBe(false)
  expect(said).toEqual([])
})

test('each port that is taken gives way to a free one, and it says so with who uses it', async () => {
  for (const name of portNames) await take(known[name])
  const { ports, tellMoved } = await choosePorts(folder, known.api, say)
  expect(tellMoved(...portNames)).toBe(true)
  expect(new Set([...Object.values(ports), ...Object.values(known)]).size).toBe(2 * portNames.length)
  const users = [
    'Front Office',
    'Postgres',
    'Temporal',
    'Temporal UI',
    'bridge of the mac-mini worker',
    'practice gateway',
  ]
  expect(said).toEqual(
    portNames.map((name, i) => `port ${known[name]} (${users[i]}) is taken: using ${ports[name]}`),
  )
  expect(folder.read('ports.json')).toEqual(ports)
})

test('a Postgres that was adopted keeps its port, and that is not a taken one', async () => {
  await take(known.postgres)
  const choice = await choosePorts(folder, known.api, say)
  expect(choice.ports.postgres).not.toBe(known.postgres)
  choice.settle('postgres', known.postgres)
  expect(choice.tellMoved('postgres')).toBe(false)
  expect(folder.read<Ports>('ports.json')?.postgres).toBe(known.postgres)
})

test('port 0 takes any free ones for everything', async () => {
  const { ports, tellMoved } = await choosePorts(folder, 0, say)
  for (const name of portNames) expect(ports[name]).toBeGreaterThan(1023)
  expect(tellMoved(...portNames)).toBe(false)
})
