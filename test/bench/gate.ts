import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Documents, effectivePolicy, snapshotOf } from '#domain/policy/effective-rules.ts'
import { isDeniedTool, isSafeTool } from '#domain/policy/gate-policy.ts'
import { neededBy } from '#domain/policy/needed-rules.ts'
import { defaultPolicy, Policy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { startBridge } from '#workers/mac-mini/bridge/bridge-server.ts'
import { gateOnDisk } from '../gate-on-disk.ts'
import { pluginHostIn } from '../hosted-plugin.ts'
import type { BenchContext } from './context.ts'
import { type Figure, percentile, spread } from './figures.ts'

const calls = 2_000
const evaluations = 500
const token = 'of-the-benchmark'
const parameters = { query: 'what readers say about bread' }

/** What the gate costs a call that it lets pass, beside a bare round trip, and what a policy costs. */
export async function benchGate({ say, signal, atEnd }: BenchContext): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'front-office-gate-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const setting = gateOnDisk(folder)
  atEnd(async () => setting.desk.stop())
  const bridge = await startBridge({ port: 0, token, ...setting, onError: (error) => say(String(error)) })
  atEnd(() => bridge.stop())
  const url = `http://127.0.0.1:${bridge.port}`
  const host = await pluginHostIn(folder, { url, token })
  setting.open({ policy: Policy.parse({ extraSafeTools: ['crm_search'] }) })
  const bare = await bareServer()
  atEnd(bare.stop)
  const passes = async (tool: string) => {
    const answer = await host.before(tool, parameters)
    if (answer?.block) throw new Error(`${tool} was held: ${answer.blockReason}`)
  }
  const ways = {
    built: () => passes('memory_search'),
    byPolicy: () => passes('crm_search'),
    bare: () => bare.ask(),
  }
  say(`${calls} calls of each kind, taking turns`)
  const took = await inTurns(ways, calls, signal)
  return [...callFigures(took), ...policyFigures()]
}

type Took = Record<'built' | 'byPolicy' | 'bare', number[]>

/** Milliseconds of each; the first of them, which opens connections, is not counted. */
async function inTurns(
  ways: Record<keyof Took, () => Promise<unknown>>,
  times: number,
  signal: AbortSignal,
): Promise<Took> {
  const took: Took = { built: [], byPolicy: [], bare: [] }
  for (let i = -1; i < times; i++) {
    signal.throwIfAborted()
    for (const [name, call] of Object.entries(ways) as [keyof Took, () => Promise<unknown>][]) {
      const began = performance.now()
      await call()
      if (i >= 0) took[name].push(performance.now() - began)
    }
  }
  return took
}

const callFigures = ({ built, byPolicy, bare }: Took): Figure[] => [
  {
    name: 'hook of a call that is always safe, p95',
    value: percentile(built, 95),
    ...{ unit: 'ms', bar: 10, detail: spread(built) },
  },
  {
    name: 'hook of a call that the policy lets pass, p95',
    value: percentile(byPolicy, 95),
    ...{ unit: 'ms', bar: 10, detail: spread(byPolicy) },
  },
  { name: 'a bare round trip over HTTP, p95', value: percentile(bare, 95), unit: 'ms', detail: spread(bare) },
]

async function bareServer() {
  const server = createServer((req, res) => {
    req.resume().on('end', () => res.setHeader('content-type', 'application/json').end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const body = JSON.stringify({ tool: 'crm_search', params: parameters })
  const headers = { 'content-type': 'application/json' }
  return {
    ask: async () => (await fetch(url, { method: 'POST', body, headers })).json(),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Three documents of 340 tools and rules each: what holds, and what it says of one call. */
function policyFigures(): Figure[] {
  const documents = documentsOf()
  const rules = Object.values(documents).reduce((sum, document) => sum + rulesOf(document), 0)
  const took: number[] = []
  for (let i = -20; i < evaluations; i++) {
    const began = performance.now()
    const policy = snapshotOf(effectivePolicy(documents, defaultPolicy), 1)
    const tool = `crm_send_${i}`
    const needed =
      isDeniedTool(tool, policy) || isSafeTool(tool, policy)
        ? null
        : neededBy(policy.approvals, tool, { amountUsd: 12 })
    if (needed === null) throw new Error('it was not held')
    if (i >= 0) took.push(performance.now() - began)
  }
  const name = `a policy of ${rules.toLocaleString('en')} rules, and what it says of a call, p95`
  return [{ name, value: percentile(took, 95), unit: 'ms', bar: 1, detail: spread(took) }]
}

const rulesOf = ({ deniedTools, safeTools, approvals, budgets }: PolicyDocument) =>
  deniedTools.length + (safeTools?.length ?? 0) + Object.keys(approvals).length + budgets.length

function documentsOf(): { [S in keyof Documents]: PolicyDocument } {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}_${i}`)
  const rule = { who: 'one', upToUsd: 100, above: 'two' }
  const classes = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other']
  const document = (scope: string) =>
    PolicyDocument.parse({
      deniedTools: names(`${scope}_tool`, 280),
      safeTools: names('search', 60),
      approvals: Object.fromEntries(classes.map((one) => [one, rule])),
    })
  return { portfolio: document('portfolio'), project: document('project'), agent: document('agent') }
}
