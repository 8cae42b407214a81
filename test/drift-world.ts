import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { newId, ownScope } from '#domain/ids.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { requestLook } from '#prisma/write/settings/executors.ts'
import { decideFinding, type FindingDecision } from '#prisma/write/settings/findings.ts'
import { adoptRun } from '#prisma/write/settings/foreign-runs.ts'
import { reconcileWorkflowType } from '#workflows/reconcile/contract.ts'
import { freePort } from '../local/ports.ts'
import { type ExecutorDeps, startExecutor } from '../workers/mac-mini/executor.ts'
import { signalItems } from '../workers/mac-mini/task-signals.ts'
import { startTap, type Tap } from './chaos/scenarios/crash/tap.ts'
import {
  type ControlPlane,
  type ControlPlaneOptions,
  type FarSide,
  startControlPlane,
} from './control-plane.ts'
import { asked } from './openclaw/practice-world.ts'

const token = 'a-token-of-the-practice-gateway'
const executorId = 'mac-mini'

export interface DriftWorld {
  plane: ControlPlane
  /** What the executor and the practice gateway keep, as in a data folder. */
  folder: string
  /** Between the worker on the Mac and its gateway. */
  tap: Tap
  /** A call at the gateway that Front Office knows nothing of. */
  byHand<T>(method: string, params: Record<string, unknown>): Promise<T>
  /** Asks for a look and waits until it and the one at tasks are written down. */
  look(): Promise<void>
  /** What stands: `difference kind name`. */
  open(): Promise<string[]>
  find(name: string): Promise<{ id: string; state: FindingState }>
  decide(name: string, change: Partial<FindingDecision>): Promise<string>
  /** Waits until the finding is that. */
  until(findingId: string, status: FindingState['status']): Promise<FindingState>
  entryTypes(streamId: string): Promise<string[]>
  /** The worker on the Mac, with what it keeps on disk. */
  stopMac(): Promise<void>
  startMac(): Promise<void>
  stopGateway(): Promise<void>
  startGateway(): Promise<void>
  stop(): Promise<void>
}

/** An executor as on the Mac, and the practice gateway beside it, on a port that stays. */
async function startFloor(deps: Pick<ExecutorDeps, 'send' | 'adopt'>) {
  const folder = mkdtempSync(join(tmpdir(), 'front-office-drift-'))
  const port = await freePort()
  const url = `ws://127.0.0.1:${port}`
  const bridgePort = await freePort()
  const tap = await startTap(url)
  const openMac = () =>
    startExecutor({
      dataFolder: join(folder, 'mac-mini'),
      bridge: { port: bridgePort, token },
      gateway: { file: 'config.json', target: () => ({ url: tap.url, token }) },
      ...deps,
      callTerms: async () => ({ isClaimed: true, deniedTools: [], domains: null }),
      startTerms: async () => ({ refusal: null }),
      killOrders: async () => ({ everything: null, scopes: {}, agents: {} }),
      tellRefused: async () => {},
      tellStray: async () => {},
      tellPast: async () => {},
      taskHasEnded: async () => false,
      onError: () => {},
    })
  let executor = await openMac()
  /** Of whichever worker is there. */
  const names = Object.keys(executor.activities) as (keyof FarSide)[]
  const activities = Object.fromEntries(
    names.map((name) => [name, (...input: [never]) => executor.activities[name](...input)]),
  ) as unknown as FarSide
  const open = () => practiceGateway(join(folder, 'practice'), port, bridgePort)
  let gateway = await open()
  return {
    folder,
    url,
    tap,
    activities,
    stopMac: () => executor.stop(),
    async startMac() {
      executor = await openMac()
    },
    stopGateway: () => gateway.stop(),
    async startGateway() {
      gateway = await open()
    },
    async stop() {
      await executor.stop()
      await tap.stop()
      await gateway.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function looked({ database: { pool }, operators, env }: ControlPlane): Promise<void> {
  const since = new Date()
  const lookOf = async (scope: string) =>
    (await pool.query('select looked_at from look where scope = $1', [scope])).rows[0]?.looked_at ?? null
  const by = { actor: `operator:${operators.owner}`, at: since.toISOString() }
  await requestLook(pool, { executorId, intentId: newId('intent'), ...by })
  for (const scope of [executorId, ownScope])
    await untilThere(
      `a look at ${scope}`,
      async () => ((await lookOf(scope)) >= since ? true : null),
      () => looksInTemporal(env.client),
    )
}

/** What is there of looks, and what each waits for: says why one did not come. */
async function looksInTemporal({ workflow }: Client): Promise<string> {
  const lines: string[] = []
  for await (const { workflowId, runId, status } of workflow.list({
    query: `WorkflowType = '${reconcileWorkflowType}'`,
  })) {
    const { raw, closeTime } = await workflow.getHandle(workflowId, runId).describe()
    const waitsFor = (raw.pendingActivities ?? []).map(
      ({ activityType, attempt, lastFailure }) =>
        `${activityType?.name} attempt ${attempt} ${lastFailure?.message ?? ''}`,
    )
    lines.push([workflowId, status.name, closeTime?.toISOString(), ...waitsFor].join(' '))
  }
  return lines.join('; ')
}

/** The control plane, an executor as on the Mac, and a practice gateway, all for one test file. */
export async function startDriftWorld(options: ControlPlaneOptions = {}): Promise<DriftWorld> {
  const floor = await startFloor({
    send: async (taskId, items) => signalItems(plane.env.client, taskId, items),
    adopt: async (run) => adoptRun(plane.database.pool, executorId, run),
  })
  const { folder, url, tap, stopMac, startMac, stopGateway, startGateway } = floor
  const plane = await startControlPlane(floor.activities, {}, options)
  const { pool } = plane.database
  const world: DriftWorld = {
    plane,
    folder,
    tap,
    byHand: (method, params) =>
      asked({ url, token }, method, params, ['operator.read', 'operator.write', 'operator.admin']),
    look: () => looked(plane),
    async open() {
      const rows = await listFindings(pool, { view: 'open', limit: 100 })
      return rows.map(({ difference, kind, subject }) => `${difference} ${kind} ${subject.name}`)
    },
    async find(name) {
      const inView = (view: 'open' | 'all') => listFindings(pool, { view, limit: 100 })
      const rows = [...(await inView('open')), ...(await inView('all'))]
      const named = rows.filter(({ subject }) => subject.name === name)
      const row = named.find(isNoFold) ?? named[0]
      const found = row && (await findFinding(pool, row.id))
      if (!found) throw new Error(`no finding about ${name}: ${JSON.stringify(rows.map((r) => r.subject))}`)
      return found
    },
    async decide(name, change) {
      const { id: findingId, state } = await world.find(name)
      const decision = {
        verdict: 'repair',
        reason: '',
        until: null,
        seen: state.theirs?.hash ?? null,
      } as const
      const by = { operatorId: plane.operators.operator, at: new Date().toISOString() }
      await decideFinding(pool, { ...decision, ...change, findingId, intentId: newId('intent') }, by)
      return findingId
    },
    until: (findingId, status) =>
      untilThere(`${findingId} ${status}`, async () => {
        const state = (await findFinding(pool, findingId))?.state
        return state?.status === status ? state : null
      }),
    entryTypes: async (streamId) =>
      (
        await pool.query('select type from entry where stream_id = $1 order by stream_seq', [streamId])
      ).rows.map((row) => row.type),
    stopMac,
    startMac,
    stopGateway,
    startGateway,
    async stop() {
      await plane.stop()
      await floor.stop()
    },
  }
  return world
}

/** A task that a test made older differs from its fold as well, and that is mended by itself at any moment. */
const isNoFold = ({ kind }: Pick<FindingState, 'kind'>) => kind !== 'projection'

/** In a process of its own: the plugins that it loads import their host's sdk, which the test runner knows nothing of. */
async function practiceGateway(folder: string, port: number, bridgePort: number) {
  const child = fork('local/practice-gateway/main.ts', {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      LOG_LEVEL: 'error',
      PRACTICE_FOLDER: folder,
      PRACTICE_PORT: String(port),
      PRACTICE_TOKEN: token,
      PRACTICE_BRIDGE_URL: `http://127.0.0.1:${bridgePort}`,
      PRACTICE_BRIDGE_TOKEN: token,
    },
  })
  await once(child, 'message')
  return {
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** An activity that got lost on its way to a worker, as on a busy machine, is tried again after a minute. */
const patienceMs = 90_000

/** `about`: what else to say where it never is. */
async function untilThere<T>(
  what: string,
  read: () => Promise<T | null>,
  about = async () => '',
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
    const found = await read()
    if (found !== null) return found
    if (Date.now() > deadline) throw new Error(`never: ${what} ${await about()}`)
  }
}
