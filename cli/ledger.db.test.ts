import { execFile } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aProposalFact, aTaskThat, password, startApi } from '#test/api-server.ts'

let api: ApiServer
let taskId = ''
beforeAll(async () => {
  api = await startApi()
  taskId = (await aTaskThat(api, [aProposalFact()])).taskId
})
afterAll(() => api?.stop())

function ledger(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = ['--import', 'tsx', 'cli/ledger.ts', ...args, '--url', api.url]
  const env = { ...process.env, FRONT_OFFICE_EMAIL: 'viewer@example.com', FRONT_OFFICE_PASSWORD: password }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

test('a rebuild says the rows of each table, and ends with 0 where nothing differs', async () => {
  const { code, out } = await ledger('rebuild', '--check')
  expect(out).toMatch(/^proposal +1 +1 +0$/m)
  expect(out).toMatch(/^0 differences, in 0 rows; \d+ entries of \d+ streams were folded$/m)
  expect(code).toBe(0)
})

test('a row that is not what the ledger comes to is said with both values, and ends with 1', async () => {
  await api.pool.query(`update task set status = 'done' where id = $1`, [taskId])
  const { code, out } = await ledger('rebuild', '--check', '--stream', `task/${taskId}`)
  await api.pool.query(`update task set status = state->>'status' where id = $1`, [taskId])
  expect(out).toContain(`task ${taskId} status: the ledger comes to "waiting", kept is "done"\n`)
  expect(out).toMatch(/^task +1 +1 +1$/m)
  expect(code).toBe(1)
})

test('nothing but a check is offered', async () => {
  expect((await ledger('rebuild')).err).toContain("required option '--check'")
})
