// The sample effect of the practice gateway and of the tests: its file is the effect's own log.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
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

export default definePluginEntry({
  id: 'front-office-outbox',
  name: 'Front Office outbox',
  description: 'A sample effect: messages are written to a file instead of being sent',
  register(api) {
    api.registerTool(
      () => ({
        name: 'send_message',
        label: 'send_message',
        description: 'Send a message to somebody.',
        parameters,
        async execute(toolCallId, params) {
          const file = api.pluginConfig?.file
          if (!file)
            throw new Error('The outbox has no file: set plugins.entries.front-office-outbox.config.file.')
          const at = new Date().toISOString()
          appendLine(file, {
            tool: 'send_message',
            at,
            to: params.to,
            subject: params.subject ?? '',
            body: params.body,
          })
          const receipt = `outbox ${at} ${toolCallId}`
          return {
            content: [{ type: 'text', text: `Sent to ${params.to}. Receipt: ${receipt}` }],
            details: { receipt },
          }
        },
      }),
      { name: 'send_message' },
    )
  },
})
