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

test('a wanted port is given while nobody has it, and another one when somebody has', async () => {
  const wanted = await freePort()
  expect(await freePort(wanted)).toBe(wanted)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve))
  expect(await freePort(wanted)).not.toBe(wanted)
  await new Promise((resolve) => server.close(resolve))
})
