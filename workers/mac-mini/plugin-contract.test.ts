import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { z } from 'zod'
import { aPluginHost } from '#test/plugin-host.ts'
import {
  BlockedAtPlugin,
  bridgePaths,
  ContextCall,
  GateCall,
  PerformedCall,
  ReportCall,
  SeenCall,
  StoppedCall,
  UsedCall,
} from './bridge/contract.ts'
import manifest from './plugin/openclaw.plugin.json' with { type: 'json' }

const shapes: Record<string, z.ZodType> = {
  [bridgePaths.gate]: GateCall,
  [bridgePaths.blocked]: BlockedAtPlugin,
  [bridgePaths.performed]: PerformedCall,
  [bridgePaths.report]: ReportCall,
  [bridgePaths.context]: ContextCall,
  [bridgePaths.seen]: SeenCall,
  [bridgePaths.stopped]: StoppedCall,
  [bridgePaths.used]: UsedCall,
}
const token = 'the-token-of-the-bridge'

/** Takes note of what the plugin posts, and answers anything. */
async function aListener() {
  const posted: { path: string; body: unknown; authorization: string | undefined }[] = []
  const server = createServer(async (req, res) => {
    const { authorization } = req.headers
    posted.push({ path: req.url ?? '', body: JSON.parse(await text(req)), authorization })
    const stop = req.url === bridgePaths.stopped ? 'All is stopped' : null
    res.end(JSON.stringify({ decision: 'block', text: 'no', isEnd: false, stop }))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const params: Record<string, Record<string, unknown>> = {
  fo_post_update: { text: 'Half.' },
  fo_ask_operator: { question: 'Which?' },
  fo_answer_operator: { proposal: `p_${'0'.repeat(24)}`, answer: 'Because.' },
  fo_record_artifact: { title: 'Letter', location: 'letter.md' },
  fo_record_learning: { text: 'They read on Sundays.', about: 'readers' },
  fo_finish: { summary: 'Done.' },
}

test('what the plugin posts goes to paths of the bridge, in the shapes that it takes', async () => {
  const { posted, url } = await aListener()
  const host = await aPluginHost({ url, token })
  const full = { trigger: 'user', inputProvenance: { sourceTool: 'x' }, workspaceDir: '/work' }
  const bare = { agentId: undefined, runId: undefined }
  for (const change of [full, bare]) {
    await host.before('exec', { command: 'ls', nested: { a: [null, 1] } }, change)
    await host.before('memory_search', { query: 'a' }, change)
    await host.fire('before_prompt_build', {}, change)
    await host.fire('before_agent_run', {}, change)
    await host.after({ toolCallId: 'call-1', toolName: 'exec', args: { command: 'ls' }, result: {} }, change)
    await host.after({ toolName: 'exec' }, change)
    const message = { role: 'assistant', content: [], usage: { input: 5, cost: { total: 0.2 } } }
    await host.fire('before_message_write', { message }, change)
    for (const name of host.tools.keys()) await host.execute(name, params[name] ?? {}, 'call-1', change)
  }
  await host.methods.get('frontoffice.status')?.run({ respond: vi.fn() })
  // What was blocked is told when there is time for it.
  await expect
    .poll(() => new Set(posted.map(({ path }) => path)))
    .toEqual(new Set(Object.values(bridgePaths)))
  for (const { path, body, authorization } of posted) {
    expect(authorization).toBe(`Bearer ${token}`)
    expect(() => shapes[path]?.parse(body), `${path} ${JSON.stringify(body)}`).not.toThrow()
  }
})

test('every path in the plugin’s source is one of the bridge', () => {
  const sources = ['index.js', 'blocked-spool.js'].map((name) =>
    readFileSync(new URL(`./plugin/${name}`, import.meta.url), 'utf8'),
  )
  const source = sources.join('\n')
  const paths = [...source.matchAll(/'(\/v1\/[^']*)'/g)].map(([, path]) => path)
  expect(new Set(paths)).toEqual(new Set(Object.values(bridgePaths)))
})

test('the manifest names the tools that the plugin brings, as the host demands', async () => {
  const { tools, entry } = await aPluginHost({ url: 'http://127.0.0.1:9', token })
  expect(manifest.contracts.tools).toEqual([...tools.keys()])
  expect(manifest.id).toBe(entry.id)
})
