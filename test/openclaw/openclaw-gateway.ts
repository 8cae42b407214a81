import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../local/ports.ts'
import type { Installed } from './install.ts'

const outboxPlugin = fileURLToPath(new URL('../../local/practice-gateway/outbox-plugin', import.meta.url))

interface Options {
  installed: Installed
  folder: string
  token: string
  llmUrl: string
  outbox: string
}

const startWithinMs = 300_000

/** A real OpenClaw gateway in a folder of its own, without channels, updates or any network. */
export async function openclawGateway({ installed, folder, token, llmUrl, outbox }: Options) {
  const port = await freePort()
  const configFile = join(folder, 'openclaw.json')
  const log = join(folder, 'openclaw-process.log')
  mkdirSync(join(folder, 'workspace'), { recursive: true })
  const config = configOf({ folder, token, llmUrl, outbox, port })
  writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 })
  let child: ChildProcess | null = null

  async function start() {
    const output = openSync(log, 'a')
    child = spawn(installed.node, [installed.program, 'gateway', '--port', String(port)], {
      cwd: folder,
      env: envOf(folder, configFile, installed.node),
      stdio: ['ignore', output, output],
    })
    await untilReady(`http://127.0.0.1:${port}/readyz`, log)
  }
  async function end(signal: NodeJS.Signals) {
    const ending = child
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = once(ending, 'exit')
    ending.kill(signal)
    const impatient = setTimeout(() => ending.kill('SIGKILL'), 8_000)
    await gone
    clearTimeout(impatient)
  }
  await start()
  return {
    url: `ws://127.0.0.1:${port}`,
    log,
    /** As a crash, and as launchd starts it again. */
    async kill() {
      await end('SIGKILL')
      await start()
    },
    stop: () => end('SIGTERM'),
  }
}

async function untilReady(url: string, log: string): Promise<void> {
  for (const deadline = Date.now() + startWithinMs; Date.now() < deadline; ) {
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isReady) return
    await sleep(200)
  }
  throw new Error(`OpenClaw was not ready in ${startWithinMs / 1_000} s; ${log} says why`)
}

/** Brief 1: one provider, no heartbeat, no review, every tool direct. */
function configOf({ folder, token, llmUrl, outbox, port }: Omit<Options, 'installed'> & { port: number }) {
  const cost = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
  const model = { id: 'fake-1', name: 'Fake 1', reasoning: false, input: ['text'], cost }
  const models = [{ ...model, contextWindow: 200_000, maxTokens: 8_192 }]
  return {
    gateway: {
      mode: 'local',
      port,
      bind: 'loopback',
      auth: { mode: 'token', token },
      controlUi: { enabled: false },
      reload: { mode: 'hybrid' },
    },
    update: { checkOnStart: false },
    logging: { file: join(folder, 'openclaw.log') },
    models: {
      mode: 'merge',
      catalogRefresh: { enabled: false },
      providers: { fake: { baseUrl: llmUrl, apiKey: 'fake-key', api: 'openai-completions', models } },
    },
    plugins: {
      allow: ['memory-core', 'front-office-outbox'],
      load: { paths: [outboxPlugin] },
      entries: { 'front-office-outbox': { enabled: true, config: { file: outbox } } },
    },
    skills: { workshop: { autonomous: { mode: 'off' } } },
    tools: { toolSearch: false },
    agents: {
      defaults: {
        model: { primary: 'fake/fake-1' },
        workspace: join(folder, 'workspace'),
        skipBootstrap: true,
        heartbeat: { every: '0m' },
      },
    },
  }
}

const envOf = (folder: string, configFile: string, node: string) => ({
  PATH: `${join(node, '..')}:${process.env.PATH}`,
  HOME: folder,
  OPENCLAW_STATE_DIR: join(folder, 'state'),
  OPENCLAW_CONFIG_PATH: configFile,
  OPENCLAW_SKIP_CHANNELS: '1',
  OPENCLAW_DISABLE_BONJOUR: '1',
  OPENCLAW_NO_RESPAWN: '1',
  OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
  OPENCLAW_NO_AUTO_UPDATE: '1',
})
