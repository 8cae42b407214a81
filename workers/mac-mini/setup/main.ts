import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { z } from 'zod'
import { PluginStatus, pluginMethod } from '#activities/openclaw/openclaw-wire.ts'
import { commandFolders } from '#platform/config.ts'
import { type MacMiniFile, readMacMiniFile } from '#platform/mac-mini-file.ts'
import { stopFileIn } from '../kill-switch.ts'
import { withGateway } from './gateway-session.ts'
import { lastingNode } from './lasting-node.ts'
import { type GatewayConfig, pluginChange } from './plugin-patch.ts'
import { installService, uninstallService } from './service.ts'

const pluginFolder = fileURLToPath(new URL('../plugin', import.meta.url))
const usualFile = join('.data', 'mac-mini', 'config.json')
const ConfigAnswer = z.object({
  hash: z.string(),
  sourceConfig: z.unknown().optional(),
  config: z.unknown().optional(),
})
const patienceMs = 300_000

interface Options {
  config: string
  yes?: boolean
}
interface ServiceOptions extends Options {
  logs?: string
  user?: string
}

const restartWords =
  'Then the gateway restarts, once its runs have ended: agents that it has at work pass a new plugin by.'
const checkout = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
const thisMachine = { platform: process.platform, home: homedir() }
const say = (lines: readonly string[]) => console.log(lines.join('\n'))

async function installPlugin({ config: file, yes }: Options): Promise<void> {
  const worker = readMacMiniFile(fileOf(file))
  const target = { url: worker.gatewayUrl, token: worker.gatewayToken }
  const wanted = {
    folder: pluginFolder,
    url: `http://127.0.0.1:${worker.bridgePort}`,
    token: worker.bridgeToken,
    stopFile: stopFileIn(worker.dataFolder),
  }
  const before = await withGateway(target, async (client, { bootId }) => {
    const { hash, sourceConfig, config } = ConfigAnswer.parse(await client.request('config.get', {}))
    const { patch, words } = pluginChange((sourceConfig ?? config ?? {}) as GatewayConfig, wanted)
    console.log(`In the configuration of the gateway at ${target.url} this changes:`)
    for (const line of words) console.log(`  ${line}`)
    console.log(restartWords)
    if (!yes && !(await isAgreed())) return null
    await client.request('config.patch', { raw: JSON.stringify(patch), baseHash: hash })
    await client.request('gateway.restart.request', { reason: 'the Front Office plugin is installed' })
    return bootId
  })
  if (before === null) console.log('Nothing was changed.')
  else console.log(await untilLoaded(target, worker, before))
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('Nobody is here to agree. Add --yes to change it without asking.')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Change it? (y/N) ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** In the gateway's next life: in this one it may be loaded, and runs of agents pass it by all the same. */
async function untilLoaded(
  target: { url: string; token: string },
  worker: MacMiniFile,
  before: string,
): Promise<string> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(500)) {
    const status = await withGateway(target, async (client, { methods, bootId }) =>
      bootId !== before && methods.includes(pluginMethod)
        ? PluginStatus.parse(await client.request(pluginMethod, {}))
        : null,
    ).catch(() => null)
    if (!status) continue
    return status.problem
      ? `The gateway has restarted. The plugin is loaded. It does not reach the worker yet (${status.problem}): start it with npm start.`
      : `The gateway has restarted. The plugin is loaded and reaches the worker ${worker.executorId}.`
  }
  throw new Error(
    'The gateway took the change and has not restarted with the plugin. It does once its runs have ended; or restart it by hand. Until then runs of its agents may pass the plugin by.',
  )
}

function fileOf(given: string): string {
  const file = resolve(given)
  if (existsSync(file)) return file
  throw new Error(
    `There is no ${file}. Run npm start first, or name the file: --config <mac-mini/config.json>`,
  )
}

const program = new Command('gateway').description('What a real OpenClaw gateway needs for Front Office')
program
  .command('install-plugin')
  .description('Load our plugin into the gateway that the worker’s file names; says what it changes first')
  .option('--config <file>', 'the worker’s configuration', usualFile)
  .option('--yes', 'change it without asking')
  .action(installPlugin)
program
  .command('install-service')
  .description('Let launchd keep the worker running: prints the service, and writes it with --yes')
  .option('--config <file>', 'the worker’s configuration', usualFile)
  .option('--logs <folder>', 'where it logs; without it, a folder beside the configuration')
  .option(
    '--user <name>',
    'run as this user, also while nobody is signed in (a LaunchDaemon; write it with sudo)',
  )
  .option('--yes', 'write it')
  .action(({ config, logs, user, yes }: ServiceOptions) => {
    const file = fileOf(config)
    // A file that others may read, or that is not right, is refused before anything would start by it.
    readMacMiniFile(file)
    const service = {
      ...lastingNode({ running: process.execPath, folders: commandFolders(), realPathOf: realpathSync }),
      ...{ checkout, config: file },
      ...{ logs: resolve(logs ?? join(dirname(file), 'logs')), daemonOf: user ?? null },
    }
    say(installService(service, yes === true, thisMachine))
  })
program
  .command('uninstall-service')
  .description('Undo install-service: says how to stop it, and removes its file with --yes')
  .option('--user <name>', 'the one that was installed for this user')
  .option('--yes', 'remove it')
  .action(({ user, yes }: ServiceOptions) => say(uninstallService(user ?? null, yes === true, thisMachine)))
try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
