import { expect, test } from 'vitest'
import { MacMiniFile } from '#platform/mac-mini-file.ts'
import { newBridgeToken, workerFile } from './worker-file.ts'

test('the file that is shown is one that a worker takes', () => {
  const made = { executorId: 'mac-studio', token: 'foe_x', origin: 'https://office.example' }
  const bridgeToken = newBridgeToken()
  expect(bridgeToken).toMatch(/^[0-9a-f]{48}$/)
  expect(bridgeToken).not.toBe(newBridgeToken())
  const file = JSON.parse(workerFile({ ...made, bridgeToken }))
  expect(MacMiniFile.parse(file)).toEqual(file)
  expect(file).toMatchObject({
    executorId: 'mac-studio',
    apiToken: 'foe_x',
    apiUrl: made.origin,
    bridgeToken,
  })
})
