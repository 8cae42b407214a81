import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { letter, token } from '#test/bridged-plugin.ts'
import { aRunInput } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { aPluginHost } from '#test/plugin-host.ts'
import { startBridge } from './bridge/bridge-server.ts'
import { bridgePaths } from './bridge/contract.ts'

const { sessionKey } = aRunInput()

/** The plugin in a host, before a real bridge whose first answers of the gate are decided, and lost on their way. */
async function aHost({ lost }: { lost: number }) {
  const setting = aGate()
  const bridge = await startBridge({ port: 0, token, ...setting, onError: () => {} })
  const asked: string[] = []
  const between = createServer(async (req, res) => {
    const body = await text(req)
    const headers = { 'content-type': 'application/json', authorization: req.headers.authorization ?? '' }
    const path = req.url ?? ''
    const answer = await fetch(`http://127.0.0.1:${bridge.port}${path}`, { method: 'POST', headers, body })
    const words = await answer.text()
    if (path === bridgePaths.gate && asked.push(words) <= lost) req.socket.destroy()
    else res.end(words)
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  onTestFinished(async () => {
    between.closeAllConnections()
    between.close()
    await bridge.stop()
  })
  const { port } = between.address() as AddressInfo
  return { ...setting, ...(await aPluginHost({ url: `http://127.0.0.1:${port}`, token })), asked }
}

test('a yes that was lost on its way is given again: the grant that it used is not gone', async () => {
  const { before, open, approved, journal, asked } = await aHost({ lost: 2 })
  const grant = approved('send_message', letter)
  const run = open({ grants: [grant] })
  expect(await before('send_message', letter)).toEqual({ params: letter })
  expect(asked).toHaveLength(3)
  expect(journal.find(grant.effectKey)).toBe('started')
  expect(run.unsent()).toEqual([])
})

test('the worker’s own call too, and another call after it is held as ever', async () => {
  const { before, open, gate, asked } = await aHost({ lost: 1 })
  open()
  const hash = parametersHash('send_message', letter)
  gate.expect(sessionKey, { tool: 'send_message', hash, parameters: letter })
  expect(await before('send_message', letter, { runId: undefined })).toEqual({ params: letter })
  expect(asked).toHaveLength(2)
  expect(await before('send_message', letter, { runId: undefined })).toMatchObject({ block: true })
})

test('a no that was lost is the same no: the call is proposed, and blocked, once', async () => {
  const { before, open, asked } = await aHost({ lost: 1 })
  const run = open()
  expect(await before('send_message', letter)).toMatchObject({
    block: true,
    blockReason: expect.stringMatching(/held for approval/),
  })
  expect(asked).toHaveLength(2)
  expect(run.unsent().map(({ kind }) => kind)).toEqual(['proposal'])
})
