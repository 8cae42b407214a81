import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runNodeChild, startNodeChild } from './node-child.ts'
import { endProcess, isAlive, type Process, processOf } from './processes.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-child-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function script(name: string, text: string) {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, text)
  return { name, file, env: {}, log: join(folder, `${name}.log`), say: () => {} }
}
const forever = 'setTimeout(() => {}, 600_000)'

test('it is ready when it tells so', async () => {
  const part = script('ready', `setTimeout(() => process.send('ready'), 300); ${forever}`)
  const running = await startNodeChild({ ...part, tellsReady: true })
  expect(isAlive(running.process)).toBe(true)
  await endProcess(running.process, 5_000)
  expect(await running.ended).toBe('SIGTERM')
})

test('one that ends instead of getting ready is an error that names its log', async () => {
  const part = script('ends', 'process.exit(3)')
  await expect(startNodeChild({ ...part, tellsReady: true })).rejects.toThrow(
    `it ended at once (code 3); its log is ${part.log}`,
  )
})

test.each([
  ['starts', (part: Parameters<typeof startNodeChild>[0]) => startNodeChild({ ...part, tellsReady: true })],
  ['is run to its end', (part: Parameters<typeof startNodeChild>[0]) => runNodeChild(part)],
])('a stop ends one that %s', async (name, begin) => {
  const stopping = new AbortController()
  const spawned: Process[] = []
  const part = { ...script(name, forever), spawned: (pid: number) => spawned.push(processOf(pid)) }
  const begun = begin({ ...part, signal: stopping.signal })
  begun.catch(() => {})
  await sleep(200)
  stopping.abort(new Error('enough'))
  await expect(begun).rejects.toThrow('enough')
  const [child] = spawned
  for (const until = Date.now() + 10_000; child && isAlive(child); await sleep(20))
    if (Date.now() > until) throw new Error('it goes on')
  expect(spawned).toHaveLength(1)
})
