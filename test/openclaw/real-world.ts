import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { executorsContract } from '#api/executors/contract.ts'
import { root } from '../../local/install.mjs'
import { logsIn } from '../../local/practice-gateway/built-in-tools.ts'
import { startTap, type Tap } from '../chaos/scenarios/crash/tap.ts'
import { type Executor, takenAway } from '../chaos/scenarios/executor.ts'
import { restartWorkerWith } from '../chaos/worker-file.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { startFakeLlm } from './fake-llm.ts'
import { installOpenClaw } from './install.ts'
import { openclawGateway } from './openclaw-gateway.ts'
import { killPart, lookOf } from './practice-world.ts'
import type { World } from './world.ts'

/** Of its sample effects: long enough to be killed in. */
const slowMs = 1_600
const token = 'a-token-for-the-gateway-under-test'
const run = promisify(execFile)

export interface RealWorld extends World {
  /** What installing the plugin printed. */
  installed: string
  executorDetail(): Promise<string>
  /** As an operator edits the worker's file. */
  setGatewayToken(value: string): void
  rightToken: string
  /** From then on there is a tap between the worker and its gateway, and either can be killed. */
  behindTap(): Promise<{ tap: Tap; executor: Executor }>
}

type Stop = () => Promise<void>

/** Front Office without its practice gateway, connected to a real OpenClaw as an operator would. */
export async function realWorld(say: (line: string) => void): Promise<RealWorld> {
  const openclaw = await installOpenClaw(say)
  const product = await startTestProduct({ hasPractice: false })
  // The product last, because it removes the folder that the others live in.
  const stops: Stop[] = [() => product.stop()]
  const stop: Stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    return { ...(await started(openclaw, product, stops)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function started(
  openclaw: Awaited<ReturnType<typeof installOpenClaw>>,
  product: TestProduct,
  stops: Stop[],
): Promise<RealWorld> {
  const folder = join(product.folder, 'openclaw')
  const logs = { ...logsIn(product.folder), rival: join(product.folder, 'rival.jsonl') }
  mkdirSync(folder)
  writeFileSync(logs.outbox, '')
  const llm = await startFakeLlm()
  stops.push(() => llm.stop())
  const gateway = await openclawGateway({
    installed: openclaw,
    ...{ folder, token, llmUrl: llm.url, slowMs, ...logs },
  })
  stops.push(() => gateway.stop())
  const file = join(product.folder, 'mac-mini', 'config.json')
  edit(file, { gatewayUrl: gateway.url, gatewayToken: token })
  const args = [
    '--import',
    'tsx',
    'workers/mac-mini/setup/main.ts',
    'install-plugin',
    '--yes',
    '--config',
    file,
  ]
  const { stdout: installed } = await run(process.execPath, args, { cwd: root })
  await untilReady(product)
  return {
    ...product,
    installed,
    ...logs,
    rightToken: token,
    kill: (part) => killPart(product, part),
    async killGateway() {
      const start = await gateway.kill()
      await start()
    },
    takeGatewayAway: () => gateway.kill(),
    behindTap: () => behindTap(product, gateway),
    ...lookOf({ url: gateway.url, token }),
    executorDetail: async () => (await executorOf(product))?.detail ?? '',
    setGatewayToken: (value) => edit(file, { gatewayToken: value }),
  }
}

async function behindTap(product: TestProduct, gateway: Awaited<ReturnType<typeof openclawGateway>>) {
  const tap = await startTap(gateway.url)
  await restartWorkerWith(product, { gatewayUrl: tap.url })
  const executor: Executor = {
    calls: tap.calls,
    async takeAway(victim) {
      if (victim === 'mac-mini') return takenAway(product, victim)
      const start = await gateway.kill()
      return async () => {
        await start()
        return Date.now()
      }
    },
  }
  return { tap, executor }
}

function edit(file: string, change: Record<string, string>): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }, null, 2))
}

const executorOf = async ({ ask }: TestProduct) =>
  (await ask(executorsContract.listExecutors)).items.find(({ id }) => id === 'mac-mini')

async function untilReady(product: TestProduct): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(250)) {
    const executor = await executorOf(product)
    if (executor?.state === 'ready') return
    if (Date.now() > deadline) throw new Error(`the executor is not ready: ${JSON.stringify(executor)}`)
  }
}
