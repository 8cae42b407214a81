// A real MCP server on stdio: a board whose only tool pins a notice up. Its file is the board's own log.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const file = process.argv[2]
if (!file) throw new Error('usage: node notice-board.mjs <log file>')

const text = { type: 'string' }
const tools = [
  {
    name: 'post_notice',
    description: 'Pin a notice to the board, where everybody reads it.',
    inputSchema: {
      type: 'object',
      properties: { title: text, text },
      required: ['title', 'text'],
      additionalProperties: false,
    },
  },
]

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notice-board', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call'({ name, arguments: params = {} }) {
    if (name !== 'post_notice')
      return { content: [{ type: 'text', text: `There is no ${name}.` }], isError: true }
    appendFileSync(file, `${JSON.stringify({ tool: name, at: new Date().toISOString(), params })}\n`)
    return { content: [{ type: 'text', text: 'It is on the board.' }] }
  },
}

function answer({ id, method, params }) {
  if (id === undefined) return
  const run = methods[method]
  const outcome = run
    ? { result: run(params ?? {}) }
    : { error: { code: -32_601, message: `no method ${method}` } }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`)
}

for await (const line of createInterface({ input: process.stdin })) if (line.trim()) answer(JSON.parse(line))
