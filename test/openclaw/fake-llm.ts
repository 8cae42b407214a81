import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { nextStep, type ScriptMessage, type Step } from '../../local/practice-gateway/script.ts'

interface ChatMessage {
  role: string
  content: unknown
  tool_calls?: { function: { name: string; arguments: string } }[]
}

/** What each answer costs, as a provider counts: 800 fresh and 200 cached tokens in, 50 out. */
const usage = {
  prompt_tokens: 1_000,
  completion_tokens: 50,
  total_tokens: 1_050,
  prompt_tokens_details: { cached_tokens: 200 },
}

/** An OpenAI-compatible provider on loopback whose model follows the practice gateway's script. */
export async function startFakeLlm() {
  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url?.endsWith('/models')) {
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify({ object: 'list', data: [{ id: 'fake-1', object: 'model' }] }))
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const { messages, model } = JSON.parse(Buffer.concat(chunks).toString()) as {
    messages: ChatMessage[]
    model: string
  }
  const step = nextStep(messages.map(scriptMessage))
  await sleep(step.delayMs)
  if (step.kind === 'hang') return
  if (step.kind === 'fail') {
    const error = { message: `the fake provider answers ${step.status}`, type: 'fake_error', code: 'fake' }
    res.writeHead(step.status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    return
  }
  stream(res, model, step)
}

function stream(res: ServerResponse, model: string, step: Step & { kind: 'text' | 'call' }): void {
  const base = { id: `chatcmpl-${Date.now()}`, object: 'chat.completion.chunk', created: 1, model }
  const chunk = (value: object) => res.write(`data: ${JSON.stringify({ ...base, ...value })}\n\n`)
  const choice = (delta: object, finish_reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta, finish_reason }] })
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  choice({ role: 'assistant' })
  if (step.kind === 'text') choice({ content: step.text })
  else {
    const called = { name: step.name, arguments: JSON.stringify(step.args) }
    const id = `call_${Date.now()}`
    choice({ tool_calls: [{ index: 0, id, type: 'function', function: called }] })
  }
  choice({}, step.kind === 'text' ? 'stop' : 'tool_calls')
  chunk({ choices: [], usage })
  res.end('data: [DONE]\n\n')
}

function scriptMessage({ role, content, tool_calls = [] }: ChatMessage): ScriptMessage {
  return {
    role: role === 'developer' ? 'system' : (role as ScriptMessage['role']),
    text: textOf(content),
    calls: tool_calls.map((call) => ({
      name: call.function.name,
      args: JSON.parse(call.function.arguments || '{}'),
    })),
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part) => part?.text ?? '').join('\n') : ''
}
