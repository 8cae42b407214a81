import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { isAbandonedIn } from './executor.ts'

const row = (runId: string, status: string, sessionKey = 's') => ({ runId, status, sessionKey })

function isAbandoned(...tasks: object[]): boolean {
  const folder = tempFolder()
  mkdirSync(join(folder, 'practice', 'state'), { recursive: true })
  writeFileSync(join(folder, 'practice', 'state', 'gateway.json'), JSON.stringify({ tasks }))
  return isAbandonedIn(folder, 'a')
}

test('a run is abandoned between the boot that ended it and the run that goes on for it', () => {
  expect(isAbandoned(row('a', 'running'))).toBe(false)
  expect(isAbandoned(row('a', 'cancelled'), row('b', 'running', 'of another task'))).toBe(true)
  expect(isAbandoned(row('b', 'running'), row('a', 'cancelled'))).toBe(false)
  expect(isAbandoned()).toBe(false)
})
