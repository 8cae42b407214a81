import { appendFileSync, readFileSync } from 'node:fs'
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
  let make = (_: Json): Tool => Object.assign({}) as Tool
  let method = (_: Call): unknown => null
  const { register } = await installedPlugin(plugin)
  register({
    ...{ pluginConfig: { file, slowMs }, registrationMode: 'full' },
    registerTool: (tool: typeof make) => (make = tool),
    registerGatewayMethod: (_: string, run: typeof method) => (method = run),
  })
  const asked = (change: Json = {}) =>
    new Promise((resolve) => {
      const params = { tool: 'send_message', sessionKey, since: '', args: letter, ...change }
      void method({ params, respond: (_, payload) => resolve(Receipt.parse(payload)) })
    })
  const tool = make({ sessionKey })
  return { file, asked, send: () => tool.execute('call-1', letter) }
}

test('what was sent is in its log with its words', async () => {
  const { file, asked, send } = await anOutbox()
  expect(await asked()).toEqual({ state: 'none' })
  const { content } = await send()
  expect(await asked()).toEqual({ state: 'ended', isError: false, text: content[0]?.text })
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

test('one that is under way runs, and one that an earlier process began is lost', async () => {
  const { file, asked, send } = await anOutbox(200)
  const sending = send()
  expect(await asked()).toEqual({ state: 'running' })
  await sending
  const line = { phase: 'begin', call: 'c', at: new Date().toISOString(), sessionKey, params: letter }
  appendFileSync(`${file}.calls`, `${JSON.stringify(line)}\n`)
  expect(await asked()).toEqual({ state: 'lost' })
})
