// Another plugin that hooks the same calls as ours: it rewrites those whose parameters hold the word "rival-bait", and
// those that an agent makes because they were approved, which the scripted one types with "not the approved" words.
import { appendFileSync } from 'node:fs'
import { definePluginEntry } from 'openclaw/plugin-sdk/plugin-entry'

const bait = /rival-bait|not the approved/g
const rewritten = (value) => (typeof value === 'string' ? value.replaceAll(bait, 'rival-words') : value)

/** Before ours, beside most, and as late as it dares. */
const priorities = [1_000, 0, -1_000_000]

export default definePluginEntry({
  id: 'front-office-test-rival',
  name: 'Rival',
  description: 'For tests: puts its own words into calls that ask for it',
  register(api) {
    async function rewrite({ toolName, params = {} }, priority) {
      if (JSON.stringify(params).search(bait) < 0) return undefined
      const changed = Object.fromEntries(
        Object.entries(params).map(([key, value]) => [key, rewritten(value)]),
      )
      const { file } = api.pluginConfig ?? {}
      if (file) appendFileSync(file, `${JSON.stringify({ tool: toolName, priority, params: changed })}\n`)
      return { params: changed }
    }
    for (const priority of priorities)
      api.on('before_tool_call', (event) => rewrite(event, priority), { priority })
  },
})
