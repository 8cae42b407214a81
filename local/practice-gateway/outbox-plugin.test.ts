import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Receipt } from '#activities/openclaw/openclaw-wire.ts'
import { installedPlugin } from '#test/plugin-host.ts'
import { tempFolder } from '#test/temp-folder.ts'

type Json = Record<string, unknown>
interface Tool {
  execute(toolCallId: string, params: Json): Promise<{ content: { text: string }[] }>
}
interface Call {
  params: Json
  respond(ok: boolean, payload: unknown): void
}

const plugin = fileURLToPath(new URL('./outbox-plugin', import.meta.url))
const letter = { to: 'ada', body: 'Hello' }
const sessionKey = 'agent:main:fo:t_1'

async function anOutbox(slowMs = 0) {
  const file = join(tempFolder(), 'outbox.jsonl')
  const tools = new Map<string, (context: Json) => Tool>()
  let method = (_: Call): unknown => null
  const { register } = await installedPlugin(plugin)
  register({
    ...{ pluginConfig: { file, slowMs }, registrationMode: 'full' },
    registerTool: (make: (context: Json) => Tool, { name }: { name: string }) => tools.set(name, make),
    registerGatewayMethod: (_: string, run: typeof method) => (method = run),
  })
  const asked = (change: Json = {}) =>
    new Promise((resolve) => {
      const params = { tool: 'send_message', sessionKey, since: '', args: letter, ...change }
      void method({ params, respond: (_, payload) => resolve(Receipt.parse(payload)) })
    })
  const call = (name: string, params: Json) => tools.get(name)?.({ sessionKey }).execute('call-1', params)
  return { file, asked, call, send: async () => call('send_message', letter) }
}

test('what was sent is in its log with its words', async () => {
  const { file, asked, send } = await anOutbox()
  expect(await asked()).toEqual({ state: 'none' })
  const answer = await send()
  expect(await asked()).toEqual({ state: 'ended', isError: false, text: answer?.content[0]?.text })
  expect(readFileSync(file, 'utf8').split('\n').filter(Boolean)).toHaveLength(1)
})

test('another call is not taken for it: other words, another session, or one from before', async () => {
  const { asked, send } = await anOutbox()
  await send()
  const later = new Date(Date.now() + 1_000).toISOString()
  for (const other of [
    { args: { ...letter, body: 'Bye' } },
    { sessionKey: 'agent:main:b' },
    { since: later },
  ])
    expect(await asked(other)).toEqual({ state: 'none' })
  expect(
    await asked({ sessionKey: sessionKey.toUpperCase(), args: { ...letter, subject: '' } }),
  ).toMatchObject({
    state: 'ended',
  })
})

test('one that is under way runs; one that an earlier process began is lost, unless what it did is there', async () => {
  const { file, asked, send } = await anOutbox(200)
  const sending = send()
  expect(await asked()).toEqual({ state: 'running' })
  await sending
  const line = {
    phase: 'begin',
    tool: 'send_message',
    call: 'c',
    at: new Date().toISOString(),
    sessionKey,
    params: letter,
  }
  appendFileSync(`${file}.calls`, `${JSON.stringify(line)}\n`)
  expect(await asked()).toEqual({ state: 'lost' })
  appendFileSync(file, `${JSON.stringify({ ...letter, tool: 'send_message', at: line.at, call: 'c' })}\n`)
  const text = `Done at ${line.at}, and then cut off.`
  expect(await asked()).toEqual({ state: 'ended', isError: false, text })
})

test('what agents of the sample do is written down too, and told apart by its tool', async () => {
  const { file, asked, call } = await anOutbox()
  const params = { supplier: 'Fell Mill', amountUsd: 1140 }
  await call('place_order', params)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ tool: 'place_order', ...params })
  expect(await asked({ tool: 'pay_invoice', args: params })).toEqual({ state: 'none' })
  expect(await asked({ tool: 'place_order', args: params })).toMatchObject({ state: 'ended' })
})

test('every tool of the sample portfolio is there', async () => {
  const folder = new URL('../portfolio/sample/', import.meta.url)
  const jobs = readdirSync(folder).filter((name) => name.endsWith('-jobs.ts'))
  const named = jobs.flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/tool: '(\w+)'/g),
  ])
  const declared = JSON.parse(readFileSync(join(plugin, 'openclaw.plugin.json'), 'utf8')).contracts.tools
  expect(named.length).toBeGreaterThan(5)
  expect(declared).toEqual(expect.arrayContaining(named.map(([, tool]) => tool)))
})
