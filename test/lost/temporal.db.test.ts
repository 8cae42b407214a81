import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { heartbeatScheduleId, ownScope, reconcileId, taskWorkflowId } from '#domain/ids.ts'
import { lookOnly, reseatAllOpen } from '../../cli/ledger-reseat.ts'
import { openSession } from '../../cli/session.ts'
import { brokenChain } from '../chaos/oracle/chain.ts'
import { exportedLines, readerOf } from '../chaos/reader.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { atTemporal, startsOf, wrongEffects } from './evidence.ts'
import { loseTemporal, standStill } from './lose-temporal.ts'
import { letGo, openPlaces } from './places.ts'
import { LostRuns } from './runs.ts'
import { LostStory, type Setting, toolAt } from './story.ts'

// One story: each test goes on where the one before ended.
const slowMs = 4_000
const patienceMs = 120_000

let office: TestProduct
let setting: Setting
let story: LostStory
let runs: LostRuns
let agentId = ''
const waiting: ServerResponse[] = []
let hasPage = false
const page = createServer((_, res) => {
  if (hasPage) res.end('ready')
  else waiting.push(res)
})
const said: string[] = []
const session = () => openSession(office.account)
const openIds = () => [...story.tasks.map(({ taskId }) => taskWorkflowId(taskId)), ...runs.workflowIds()]

beforeAll(async () => {
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  process.env.FRONT_OFFICE_CHECK_HOSTS = '127.0.0.1'
  office = await startTestProduct({ outbox: { file: '', slowMs } })
}, patienceMs)
afterAll(async () => {
  delete process.env.FRONT_OFFICE_CHECK_HOSTS
  for (const res of waiting) res.destroy()
  page.close()
  await office?.stop()
})
