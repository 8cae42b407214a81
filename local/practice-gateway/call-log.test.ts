import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { builtInTools, logsIn } from './built-in-tools.ts'
import { callLog } from './call-log.ts'
import { methodsOf } from './methods.ts'
import { PluginHost } from './plugin-host.ts'
import { Runs } from './runs.ts'
import { openStore } from './store.ts'

const caller = { scopes: new Set(['operator.write']), later: () => {} }
const params = { message: 'answer: hello', sessionKey: 'agent:main:S', agentId: 'main' }

/** One boot of a gateway on this folder. */
function booted(folder: string) {
  const store = openStore(join(folder, 'state', 'gateway.json'))
  const host = new PluginHost(folder, builtInTools(folder, logsIn(folder)))
  const runs = new Runs({ store, host, broadcast: () => {} })
  const noteCall = callLog(join(folder, 'agent-calls.jsonl'))
  const methods = methodsOf({ runs, store, host, workspace: folder, startedAt: 0, noteCall })
  const agent = methods.get('agent')
  return { runs, ask: (more: object) => agent?.run({ ...params, ...more } as never, caller) }
}

test('every call is counted, over boots, whatever the gateway makes of it', async () => {
  const folder = tempFolder()
  const { ask, runs } = booted(folder)
  expect(ask({ idempotencyKey: 'run-1' })).toMatchObject({ status: 'accepted' })
  expect(ask({ idempotencyKey: 'run-1' })).toMatchObject({ status: 'in_flight' })
  expect(() => ask({ idempotencyKey: 'run-2', agentId: 'nobody' })).toThrow('unknown agent')
  await runs.wait('run-1', 5_000)
  expect(booted(folder).ask({ idempotencyKey: 'run-1' })).toMatchObject({ status: 'accepted' })
  const lines = readFileSync(join(folder, 'agent-calls.jsonl'), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { runId: 'run-1', sessionKey: 'agent:main:s', at: expect.any(String), pid: process.pid },
    { runId: 'run-1' },
    { runId: 'run-2' },
    { runId: 'run-1' },
  ])
})
