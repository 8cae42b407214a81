import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, freePorts } from './ports.ts'

test('free ports differ, and lie below those of outgoing connections', async () => {
  const ports = await freePorts(40)
  expect(new Set(ports).size).toBe(40)
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(10_000)
    expect(port).toBeLessThan(32_000)
  }
})

test('our Temporal server takes none that may have been chosen for a part that starts after it', async () => {
  const source = readFileSync(new URL('./temporal-server/main.go', import.meta.url), 'utf8')
  const lowest = Number(/lowestPort, highestPort = (\d+)_(\d+),/.exec(source)?.slice(1).join(''))
  expect(lowest).toBeGreaterThan(10_000)
  for (const port of await freePorts(200)) expect(port).toBeLessThan(lowest)
})

test('a wanted port is given while nobody has it, and another one when somebody has', async () => {
  const wanted = await freePort()
  expect(await freePort(wanted)).toBe(wanted)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve))
  expect(await freePort(wanted)).not.toBe(wanted)
  await new Promise((resolve) => server.close(resolve))
})
