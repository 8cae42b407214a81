import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { aFreePort, aHost, letter, stopBridges, token } from '#test/bridged-plugin.ts'
import { aPluginHost } from '#test/plugin-host.ts'
import { tempFolder } from '#test/temp-folder.ts'

afterEach(stopBridges)

const nowhere = { url: `http://127.0.0.1:${await aFreePort()}`, token }
const search = { query: 'a' }
const passes = { params: search }

/** The plugin beside a worker that is away, told of this file. */
async function aloneWith(stopFile: string) {
  const { before, fire } = await aPluginHost({ ...nowhere, stopFile })
  return { fire, searched: () => before('memory_search', search), before }
}

test('while the worker is away its STOP file blocks every call and every run that would begin', async () => {
  const stopFile = join(tempFolder(), 'STOP')
  const { fire, searched, before } = await aloneWith(stopFile)
  expect(await searched()).toEqual(passes)
  expect(await fire('before_agent_run')).toBeUndefined()
  writeFileSync(stopFile, 'Out of hand\nand more')
  const words = `The file ${stopFile} stops everything on this Mac: Out of hand`
  expect(await searched()).toEqual({ block: true, blockReason: expect.stringContaining(`${words}. Nothing`) })
  expect(await before('send_message', letter, { abortSignal: AbortSignal.timeout(50) })).toMatchObject({
    block: true,
    blockReason: expect.stringContaining(words),
  })
  expect(await fire('before_agent_run', {}, { sessionKey: 'agent:main:cron:daily' })).toEqual({
    outcome: 'block',
    reason: 'stopped by Front Office',
    message: words,
  })
  expect(await before('fo_finish', { summary: 'Done.' })).toEqual({
    block: true,
    blockReason: expect.stringContaining(words),
  })
})

test('whatever is there stops, with a reason or without one', async () => {
  const stopFile = join(tempFolder(), 'STOP')
  mkdirSync(stopFile)
  const { searched } = await aloneWith(stopFile)
  expect(await searched()).toMatchObject({ blockReason: expect.stringContaining('it gives no reason') })
})

test('a file that the gateway’s user may not look at says nothing, as none does', async () => {
  const { searched, fire } = await aloneWith(join(tempFolder(), '\0', 'STOP'))
  expect(await searched()).toEqual(passes)
  expect(await fire('before_agent_run')).toBeUndefined()
})

test('a worker that answers has the last word on it', async () => {
  const stopFile = join(tempFolder(), 'STOP')
  writeFileSync(stopFile, 'Of another worker')
  const { bridge } = await aHost()
  const { before, fire } = await aPluginHost({ url: `http://127.0.0.1:${bridge.port}`, token, stopFile })
  expect(await before('memory_search', search)).toEqual(passes)
  expect(await fire('before_agent_run')).toBeUndefined()
})
