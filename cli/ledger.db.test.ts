import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anchorLine } from '#domain/ledger/anchor.ts'
import { type ApiServer, aProposalFact, aTaskThat, password, placeAll, startApi } from '#test/api-server.ts'

let api: ApiServer
let taskId = ''
let folder = ''
let placed = 0
beforeAll(async () => {
  api = await startApi()
  taskId = (await aTaskThat(api, [aProposalFact()])).taskId
  placed = await placeAll(api)
  folder = mkdtempSync(join(tmpdir(), 'front-office-export-'))
})
afterAll(async () => {
  await api?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function ledger(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const tsx = import.meta.resolve('tsx')
  const command = ['--import', tsx, resolve('cli/ledger.ts'), ...args, '--url', api.url]
  const env = { ...process.env, FRONT_OFFICE_EMAIL: 'viewer@example.com', FRONT_OFFICE_PASSWORD: password }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env, cwd: folder }, (error, out, err) => {
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

test('a stream that is not there is said, and is no check that found nothing', async () => {
  const { code, out, err } = await ledger('rebuild', '--check', '--stream', 'task/t_nope')
  expect([code, out, err]).toEqual([1, '', 'There is no such stream: task/t_nope.\n'])
})

test('nothing but a check is offered', async () => {
  expect((await ledger('rebuild')).err).toContain("required option '--check'")
})

describe('an export', () => {
  const more = async () => {
    await aTaskThat(api)
    placed = await placeAll(api)
  }
  const verify = async (...files: string[]) => (await ledger('verify', ...files)).out

  test('is packed, continued with what came since, and verifies in both forms', async () => {
    for (const name of ['plain.ndjson', 'packed.ndjson.gz']) {
      const out = join(folder, name)
      expect((await ledger('export', '--out', out)).out).toBe(`${placed} entries, in ${out}\n`)
      const known = placed
      await more()
      const { out: told } = await ledger('export', '--out', out, '--resume')
      expect(told).toBe(`${placed} entries, in ${out}, ${known} of them were there already\n`)
      expect(await verify(out)).toContain(`${placed} entries, each as it was recorded.`)
    }
    const packed = gunzipSync(readFileSync(join(folder, 'packed.ndjson.gz'))).toString()
    expect(packed.split('\n').filter((line) => line.startsWith('{"head"'))).toHaveLength(1)
  })

  /** Two that were made one after the other differ in when that was, and in nothing else. */
  const timeless = (text: string) => text.replace(/(?<=\n\{"head":\{)"at":"2[^"]*",(?=[^\n]*\n$)/, '')

  test('that was stopped in the middle of a line goes on behind the last whole one', async () => {
    const out = join(folder, 'stopped.ndjson')
    await ledger('export', '--out', out)
    const whole = readFileSync(out)
    const text = timeless(`${whole}`)
    expect(text).not.toBe(`${whole}`)
    writeFileSync(`${out}.new`, whole)
    rmSync(out)
    truncateSync(`${out}.new`, Math.floor(whole.length / 2))
    expect((await ledger('export', '--out', out, '--resume')).out).toMatch(
      /, [1-9]\d* of them were there already\n$/,
    )
    expect(timeless(readFileSync(out, 'utf8'))).toBe(text)
    const header = whole.indexOf(10)
    writeFileSync(`${out}.new`, whole.subarray(0, header - 3))
    rmSync(out)
    await ledger('export', '--out', out, '--resume')
    expect(timeless(readFileSync(out, 'utf8'))).toBe(text)
  })

  test('is not continued where it is not the beginning of this ledger', async () => {
    const out = join(folder, 'other.ndjson')
    await ledger('export', '--out', out)
    const lines = readFileSync(out, 'utf8').split('\n')
    writeFileSync(out, lines.map((line) => line.replace('Write it.', 'Wrote it.')).join('\n'))
    const refused = await ledger('export', '--out', out, '--resume')
    expect(refused.err).toMatch(/can’t be continued. The entry at position \d+ is not the one/)
    expect(refused.code).toBe(1)
  })

  test('from a position verifies behind the one before it', async () => {
    const [first, rest] = [join(folder, 'first.ndjson'), join(folder, 'rest.ndjson')]
    await ledger('export', '--out', first)
    const known = placed
    await more()
    const { out } = await ledger('export', '--out', rest, '--after', String(known))
    expect(out).toBe(`${placed - known} entries, in ${rest}\n`)
    expect(await verify(first, rest)).toContain(`${placed} entries, each as it was recorded.`)
    expect(await verify(rest)).toContain(`${placed - known} entries after position ${known}, each as`)
    expect((await ledger('export', '--out', rest, '--after', '99999')).err).toBe(
      'The ledger has no position 99999.\n',
    )
  })
})

test('without a file the ledger of the Front Office at that address is verified, not by the anchors of another one', async () => {
  const at = '2026-11-24T12:00:00.000Z'
  mkdirSync(join(folder, '.data'))
  writeFileSync(join(folder, '.data/anchors.ndjson'), anchorLine({ at, position: 1, hash: 'ab'.repeat(32) }))
  expect((await ledger('verify')).out).toContain(`${placed} entries, each as it was recorded.`)
})
