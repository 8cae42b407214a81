import { expect, test } from 'vitest'
import {
  effectClassOf,
  isDeniedTool,
  isSafeCall,
  isSafeTool,
  reportingTools,
  safeParameters,
  safeTools,
} from './gate-policy.ts'
import { defaultPolicy, type EffectClass, Policy } from './policy.ts'

test('reading, searching and reporting pass; everything else is held', () => {
  for (const tool of ['read', 'ls', 'find', 'grep', 'memory_search', 'memory_get', 'session_status'])
    expect(isSafeTool(tool, defaultPolicy)).toBe(true)
  for (const tool of reportingTools) expect(isSafeTool(tool, defaultPolicy)).toBe(true)
  const held = ['exec', 'write', 'edit', 'web_fetch', 'sessions_send', 'message', 'Read', 'read ', '']
  for (const tool of held) expect(`${tool}: ${isSafeTool(tool, defaultPolicy)}`).toBe(`${tool}: false`)
})

test('what is forbidden is forbidden however it is written; what passes by its name passes by exactly that', () => {
  for (const name of ['exec', 'Exec', 'EXEC'])
    expect(isDeniedTool('exec', Policy.parse({ deniedTools: ['message', name] }))).toBe(true)
  const policy = Policy.parse({ deniedTools: ['exec', 'web_fetch'], extraSafeTools: ['Web_Fetch', 'write'] })
  expect(isDeniedTool('Exec', policy)).toBe(true)
  expect(isDeniedTool('exec2', policy)).toBe(false)
  expect(isDeniedTool('exec', Policy.parse({}))).toBe(false)
  expect(isSafeTool('Web_Fetch', policy)).toBe(false)
  expect(isSafeTool('write', policy)).toBe(true)
  expect(isSafeTool('Write', policy)).toBe(false)
})

test('a project may let more tools pass', () => {
  expect(isSafeTool('web_fetch', Policy.parse({ extraSafeTools: ['web_fetch'] }))).toBe(true)
})

test('a reading tool that also writes passes only with the parameters that read', () => {
  const isSafe = (parameters: Record<string, unknown>, policy = defaultPolicy) =>
    isSafeCall('session_status', parameters, policy)
  for (const reading of [{}, { sessionKey: 'current' }, { sessionKey: 'current', changesSince: 0 }])
    expect(isSafe(reading)).toBe(true)
  for (const name of ['model', 'Model', 'session_key', 'constructor'])
    expect(`${name}: ${isSafe({ sessionKey: 'current', [name]: 'dear/model' })}`).toBe(`${name}: false`)
  expect(isSafe({ model: '' })).toBe(false)
  expect(isSafeCall('memory_search', { query: 'model' }, defaultPolicy)).toBe(true)
  expect(isSafeCall('exec', {}, defaultPolicy)).toBe(false)
})

test('who lets such a tool pass by name lets it pass with whatever it is called', () => {
  const policy = Policy.parse({ extraSafeTools: ['session_status'] })
  expect(isSafeCall('session_status', { model: 'dear/model' }, policy)).toBe(true)
  expect(isSafeCall('session_status', {}, Policy.parse({ ...policy, deniedTools: ['session_status'] }))).toBe(
    false,
  )
})

test('the plugin, which imports nothing of ours, lets the same tools pass', async () => {
  const path = '../../workers/mac-mini/plugin/tools.js'
  const plugin = await import(/* @vite-ignore */ new URL(path, import.meta.url).href)
  expect([...plugin.safeTools].sort()).toEqual([...safeTools].sort())
  expect(plugin.safeParameters).toEqual(safeParameters)
  expect(plugin.reportingTools.map((tool: { name: string }) => tool.name)).toEqual([...reportingTools])
})

const classes: [string, EffectClass][] = [
  ['exec', 'exec'],
  ['process', 'exec'],
  ['process_kill', 'other'],
  ['mcp__box__exec', 'exec'],
  ['execute_payment', 'pay'],
  ['postgres_query', 'other'],
  ['bash', 'exec'],
  ['stripe_refund', 'pay'],
  ['create_invoice', 'pay'],
  ['buy_domain', 'buy'],
  ['Purchase', 'buy'],
  ['deploy_site', 'deploy'],
  ['delete_file', 'delete'],
  ['drop_table', 'delete'],
  ['publish_page', 'publish'],
  ['upload', 'publish'],
  ['send_message', 'send'],
  ['gmail', 'send'],
  ['write', 'other'],
  ['', 'other'],
]
test.each(classes)('%j is of the class %s', (tool, effectClass) => {
  expect(effectClassOf(tool)).toBe(effectClass)
})

test('a policy has bounds, and a default for everything', () => {
  expect(defaultPolicy).toEqual({
    version: 1,
    approvalTtlMs: 259_200_000,
    runDeadlineMs: 7_200_000,
    maxRetries: 2,
    maxReturns: 1,
    retryDelayMs: 60_000,
    extraSafeTools: [],
  })
  const wrong = [
    { approvalTtlMs: 0 },
    { runDeadlineMs: 7 * 86_400_000 + 1 },
    { maxRetries: 6 },
    { unknown: 1 },
  ]
  for (const policy of wrong) expect(Policy.safeParse(policy).success).toBe(false)
})
