import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../local/ports.ts'
import type { Installed } from './install.ts'

const pathTo = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const outboxPlugin = pathTo('../../local/practice-gateway/outbox-plugin')
const noticeBoard = pathTo('./gateway-side/notice-board.mjs')
/** A channel that writes to a file, and a plugin that changes what agents call. */
const testPlugins = ['post-channel', 'rival-plugin'].map((name) => pathTo(`./gateway-side/${name}`))

interface Options {
  installed: Installed
  folder: string
  token: string
  llmUrl: string
  outbox: string
  /** What its MCP server and its message channel did, by their own word. */
  notices: string
  messages: string
  /** What the plugin beside ours has rewritten. */
  rival: string
  /** How long its sample effects take. */
  slowMs: number
}

const startWithinMs = 300_000

/** A real OpenClaw gateway in a folder of its own, without channels, updates or any network. */
export async function openclawGateway({ installed, ...options }: Options) {
  const { folder } = options
  const port = await freePort()
  const configFile = join(folder, 'openclaw.json')
  const log = join(folder, 'openclaw-process.log')
  mkdirSync(join(folder, 'workspace'), { recursive: true })
  const config = configOf({ ...options, node: installed.node, port })
  writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 })
  let child: ChildProcess | null = null

  function spawned(): ChildProcess {
    const output = openSync(log, 'a')
    return spawn(installed.node, [installed.program, 'gateway', '--port', String(port)], {
      cwd: folder,
      env: envOf(folder, configFile, installed.node),
      stdio: ['ignore', output, output],
    })
  }
  /** On a busy machine its migrations lose their lease, and it ends: it is started again, as launchd does. */
  async function start() {
    for (const until = Date.now() + startWithinMs; Date.now() < until; await sleep(200)) {
      if (!child || hasEnded(child)) child = spawned()
      if (await isReady(`http://127.0.0.1:${port}/readyz`)) return
    }
    throw new Error(`OpenClaw was not ready in ${startWithinMs / 1_000} s; ${log} says why`)
  }
  async function end(signal: NodeJS.Signals) {
    const ending = child
    if (!ending || hasEnded(ending)) return
    const gone = once(ending, 'exit')
    ending.kill(signal)
    const impatient = setTimeout(() => ending.kill('SIGKILL'), 8_000)
    await gone
    clearTimeout(impatient)
  }
  await start().catch(async (error) => {
    await end('SIGKILL')
    throw error
  })
  return {
    url: `ws://127.0.0.1:${port}`,
    log,
    /** As a crash; what this answers starts it again, as launchd does. */
    async kill() {
      await end('SIGKILL')
      return start
    },
    stop: () => end('SIGTERM'),
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    (answer) => answer.ok,
    () => false,
  )

/** Brief 1: one provider, no heartbeat, no review, every tool direct. */
function configOf(options: Omit<Options, 'installed'> & { node: string; port: number }) {
  const { folder, token, llmUrl, outbox, notices, messages, rival, slowMs, node, port } = options
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
      allow: ['memory-core', 'front-office-outbox', 'front-office-test-post', 'front-office-test-rival'],
      load: { paths: [outboxPlugin, ...testPlugins] },
      entries: {
        'front-office-outbox': { enabled: true, config: { file: outbox, slowMs } },
        'front-office-test-post': { enabled: true, config: { file: messages } },
        'front-office-test-rival': { enabled: true, config: { file: rival } },
      },
    },
    mcp: { servers: { board: { command: node, args: [noticeBoard, notices] } } },
    channels: { post: { enabled: true } },
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
