// The sample effects of the practice gateway and of the tests: its file is the effects' own log.
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
/** What agents of the sample portfolio do outside, with any parameters: written down as well, and nothing else. */
const rehearsed = {
  publish_page: 'Publish a page.',
  place_order: 'Order something from a supplier.',
  pay_invoice: 'Pay an invoice.',
  issue_refund: 'Give somebody money back.',
  deploy_release: 'Deploy a release.',
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
function receiptOf(file, { tool = 'send_message', sessionKey = '', since = '', args = {} }) {
  const lines = linesOf(callsOf(file))
  const begun = lines.findLast(
    (line) =>
      line.phase === 'begin' &&
      line.tool === tool &&
      line.at >= since &&
      line.sessionKey?.toLowerCase() === sessionKey.toLowerCase() &&
      isSame(line.params, args),
  )
  if (!begun) return { state: 'none' }
  const ended = lines.find(({ phase, call }) => phase === 'end' && call === begun.call)
  if (ended) return { state: 'ended', isError: false, text: ended.text }
  if (running.has(begun.call)) return { state: 'running' }
  const line = linesOf(file).find(({ call }) => call === begun.call)
  return line
    ? { state: 'ended', isError: false, text: `Done at ${line.at}, and then cut off.` }
    : { state: 'lost' }
}

const sent = ({ to, subject = '', body }) => ({ line: { to, subject, body }, words: `Sent to ${to}.` })
const done = (params) => ({ line: params, words: 'Done, on paper.' })

async function perform({ file, slowMs = 0 }, tool, { sessionKey, toolCallId, params }) {
  if (!file) throw new Error('The outbox has no file: set plugins.entries.front-office-outbox.config.file.')
  const call = randomUUID()
  const note = (line) => appendLine(callsOf(file), { ...line, call, at: new Date().toISOString() })
  running.add(call)
  try {
    note({ phase: 'begin', tool, sessionKey, params })
    await pause(slowMs / 2)
    const at = new Date().toISOString()
    const { line, words } = tool === 'send_message' ? sent(params) : done(params)
    appendLine(file, { ...line, tool, at, call })
    await pause(slowMs / 2)
    const receipt = `outbox ${at} ${toolCallId}`
    const text = `${words} Receipt: ${receipt}`
    note({ phase: 'end', text })
    return { content: [{ type: 'text', text }], details: { receipt } }
  } finally {
    running.delete(call)
  }
}

function addTool(api, name, description, parameters) {
  const config = api.pluginConfig ?? {}
  const execute = (sessionKey) => (toolCallId, params) =>
    perform(config, name, { sessionKey, toolCallId, params })
  const make = ({ sessionKey }) => ({
    name,
    label: name,
    description,
    parameters,
    execute: execute(sessionKey),
  })
  api.registerTool(make, { name })
}

export default definePluginEntry({
  id: 'front-office-outbox',
  name: 'Front Office outbox',
  description: 'Sample effects: they are written to a file instead of being done',
  register(api) {
    addTool(api, 'send_message', 'Send a message to somebody.', parameters)
    for (const [name, description] of Object.entries(rehearsed))
      addTool(api, name, description, { type: 'object', additionalProperties: true })
    if (api.registrationMode && api.registrationMode !== 'full') return
    api.registerGatewayMethod?.(
      'front-office-outbox.receipt',
      async ({ params, respond }) => respond(true, receiptOf(api.pluginConfig?.file, params ?? {})),
      { scope: 'operator.read' },
    )
  },
})
