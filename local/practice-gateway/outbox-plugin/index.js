// The sample effect of the practice gateway and of the tests: its file is the effect's own log.
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { definePluginEntry } from 'openclaw/plugin-sdk/plugin-entry'

const text = { type: 'string' }
const parameters = {
  type: 'object',
  properties: { to: text, subject: text, body: text },
  required: ['to', 'body'],
  additionalProperties: false,
}

function appendLine(file, line) {
  const fd = openSync(file, 'a')
  writeSync(fd, `${JSON.stringify(line)}\n`)
  fsyncSync(fd)
  closeSync(fd)
}

function linesOf(file) {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const callsOf = (file) => `${file}.calls`
/** Begun in this process and not ended. */
const running = new Set()
const isSame = (one, other) => isDeepStrictEqual({ subject: '', ...one }, { subject: '', ...other })

/** What became of one call, for a worker that lost its answer: the last one like it since then. */
function receiptOf(file, { sessionKey = '', since = '', args = {} }) {
  const lines = linesOf(callsOf(file))
  const begun = lines.findLast(
    (line) =>
      line.phase === 'begin' &&
      line.at >= since &&
      line.sessionKey?.toLowerCase() === sessionKey.toLowerCase() &&
      isSame(line.params, args),
  )
  if (!begun) return { state: 'none' }
  const ended = lines.find(({ phase, call }) => phase === 'end' && call === begun.call)
  if (ended) return { state: 'ended', isError: false, text: ended.text }
  return { state: running.has(begun.call) ? 'running' : 'lost' }
}

async function send({ file, slowMs = 0 }, { sessionKey, toolCallId, params }) {
  if (!file) throw new Error('The outbox has no file: set plugins.entries.front-office-outbox.config.file.')
  const call = randomUUID()
  const note = (line) => appendLine(callsOf(file), { ...line, call, at: new Date().toISOString() })
  running.add(call)
  try {
    note({ phase: 'begin', sessionKey, params })
    await pause(slowMs / 2)
    const at = new Date().toISOString()
    const { to, subject = '', body } = params
    appendLine(file, { tool: 'send_message', at, to, subject, body })
    await pause(slowMs / 2)
    const receipt = `outbox ${at} ${toolCallId}`
    const text = `Sent to ${to}. Receipt: ${receipt}`
    note({ phase: 'end', text })
    return { content: [{ type: 'text', text }], details: { receipt } }
  } finally {
    running.delete(call)
  }
}

export default definePluginEntry({
  id: 'front-office-outbox',
  name: 'Front Office outbox',
  description: 'A sample effect: messages are written to a file instead of being sent',
  register(api) {
    const config = api.pluginConfig ?? {}
    api.registerTool(
      ({ sessionKey }) => ({
        name: 'send_message',
        label: 'send_message',
        description: 'Send a message to somebody.',
        parameters,
        execute: (toolCallId, params) => send(config, { sessionKey, toolCallId, params }),
      }),
      { name: 'send_message' },
    )
    if (api.registrationMode && api.registrationMode !== 'full') return
    api.registerGatewayMethod?.(
      'front-office-outbox.receipt',
      async ({ params, respond }) => respond(true, receiptOf(config.file, params ?? {})),
      { scope: 'operator.read' },
    )
  },
})
