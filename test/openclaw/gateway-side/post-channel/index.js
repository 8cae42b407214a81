// A channel of the real gateway without a network: what its message tool sends is written to a file, the channel's own log.
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import {
  createChannelPluginBase,
  createChatChannelPlugin,
  defineChannelPluginEntry,
} from 'openclaw/plugin-sdk/channel-core'

const channel = 'post'
let file = null

const post = createChatChannelPlugin({
  base: {
    ...createChannelPluginBase({
      id: channel,
      config: {
        listAccountIds: () => ['default'],
        resolveAccount: (_, accountId) => ({ accountId: accountId ?? null }),
        inspectAccount: () => ({ enabled: true, configured: true }),
      },
      setup: { applyAccountConfig: ({ cfg }) => cfg },
    }),
    // Whoever is named can be written to.
    messaging: { targetResolver: { looksLikeId: () => true, hint: '<name>' } },
  },
  outbound: {
    attachedResults: {
      channel,
      async sendText({ to, text }) {
        const line = { tool: 'message', at: new Date().toISOString(), params: { to, message: text } }
        appendFileSync(file, `${JSON.stringify(line)}\n`)
        return { messageId: randomUUID() }
      },
    },
    base: { deliveryMode: 'direct' },
  },
})

const entry = defineChannelPluginEntry({
  id: 'front-office-test-post',
  name: 'Post',
  description: 'A channel for tests: what is sent is written to a file',
  plugin: post,
})

export default {
  ...entry,
  register(api) {
    file = api.pluginConfig?.file ?? file
    entry.register(api)
  },
}
