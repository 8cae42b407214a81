import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'

/** Takes the worker's reports, and answers what is stopped, as the control plane does. */
async function aControlPlane() {
  const links: string[] = []
  const server = createServer(async (req, res) => {
    if (req.method === 'GET')
      return void res.end(JSON.stringify({ everything: null, scopes: {}, agents: {} }))
    links.push(JSON.parse(await text(req)).link)
    res.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { links, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('a worker that is told to stop while it waits for Temporal says so and ends cleanly', async () => {
  const { links, url } = await aControlPlane()
  const folder = tempFolder()
  const file = join(folder, 'config.json')
  const config = {
    executorId: 'mac-mini',
    gatewayUrl: 'ws://127.0.0.1:9',
    gatewayToken: 'gateway',
    apiUrl: url,
    apiToken: 'token',
    bridgePort: 0,
    bridgeToken: 'the-token-of-the-bridge',
    temporalAddress: '127.0.0.1:9',
    temporalNamespace: 'default',
    dataFolder: folder,
  }
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const env = { ...process.env, MAC_MINI_CONFIG: file, TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const exit = once(child, 'exit')
  await expect.poll(() => links, { timeout: 60_000 }).toContain('down')
  child.kill('SIGTERM')
  const [code, signal] = await exit
  expect({ code, signal, said: await said }).toMatchObject({ code: 0, signal: null })
  expect(links.at(-1)).toBe('stopping')
}, 120_000)
