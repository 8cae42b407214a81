import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts, freshDatabase, type ScratchDatabase } from '#test/servers.ts'

let database: ScratchDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts'], {
    env: { ...process.env, AUTH_SECRET: 's'.repeat(32), APP_DATABASE_URL: database.appUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  child.stdout?.on('data', (part) => {
    said += part
  })
  child.stderr?.on('data', (part) => {
    said += part
  })
  return { child, said: () => said, ended: endOf(child) }
}

/** What it wrote may come after it. Not its `close`, which never comes to who has disconnected. */
async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return code
}

async function startReady() {
  const [port = 0] = await freePorts(1)
  const api = start({ PORT: String(port) })
  for (const until = Date.now() + 40_000; Date.now() < until; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)
    if (answer?.ok) return { ...api, port }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(api.said())
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0', async (signal) => {
  const { child, ended } = await startReady()
  child.kill(signal)
  expect(await ended).toBe(0)
})

test('it ends with the process that started it', async () => {
  const { child, ended } = await startReady()
  child.disconnect()
  expect(await ended).toBe(0)
})

test('a port that is taken and settings that are wrong end it with a sentence', async () => {
  const first = await startReady()
  const second = start({ PORT: String(first.port) })
  expect(await second.ended).not.toBe(0)
  const isTaken = `EADDRINUSE: address already in use 127.0.0.1:${first.port}`
  await expect.poll(() => second.said()).toContain(isTaken)
  first.child.kill()
  await first.ended
  const wrong = start({ AUTH_SECRET: 'short' })
  expect(await wrong.ended).not.toBe(0)
  await expect.poll(() => wrong.said()).toContain('AUTH_SECRET: must have at least 32 characters')
})
