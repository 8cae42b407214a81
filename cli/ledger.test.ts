import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { anchorLine } from '#domain/ledger/anchor.ts'
import { chainHash, digestOf, genesisHash, hexOf } from '#domain/ledger/digest.ts'
import { type ExportedEntry, entryLine, headerLine, headLine } from '#domain/ledger/verify.ts'
import { startObjectServer } from '#test/object-server.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-ledger-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

function ledger(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = ['--import', 'tsx', 'cli/ledger.ts', ...args]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
    child.stdin?.end()
  })
}

function anExport(count = 3): Buffer {
  let hash: Uint8Array = genesisHash
  const rows = Array.from({ length: count }, (_, i) => i + 1).map((n): ExportedEntry => {
    const entry = {
      streamId: 'project/pr_1',
      streamSeq: n,
      projectId: 'pr_1',
      runId: 'api',
      runSeq: n,
      batch: n,
      type: 'project_removed',
      version: 1,
      at: '2026-11-24T12:00:00.000Z',
      actor: 'operator:op_1',
      body: { reason: `Schluß �${n}` },
    }
    hash = chainHash(hash, digestOf(entry))
    return { position: n, hash: hexOf(hash), entry }
  })
  const lines = [headerLine, ...rows.map(entryLine), headLine({ position: count, hash: hexOf(hash) })]
  return Buffer.from(`${lines.join('\n')}\n`)
}

function fileOf(name: string, content: Buffer | string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const verified = (content: Buffer, ...args: string[]) =>
  ledger('verify', fileOf('export.ndjson', content), ...args)

/** The anchor that a worker noted when the ledger had so many entries. */
function anchorAt(position: number): string {
  const head = anExport(position).toString('utf8').trim().split('\n').at(-1) ?? ''
  return `${anchorLine({ ...JSON.parse(head).head, at: '2026-11-24T12:00:00.000Z' })}\n`
}

test('an export is verified offline, and its head is printed to be noted', async () => {
  const { code, out } = await verified(anExport())
  expect(out).toMatch(/^3 entries, each as it was recorded. Head 3:[0-9a-f]{64}\n/)
  expect(code).toBe(0)
  const [, head = ''] = /Head (\S+)\n/.exec(out) ?? []
  const noted = await verified(anExport(), '--head', head)
  expect(noted).toEqual({
    code: 0,
    out: expect.stringMatching(/^3 entries, each as it was recorded. .*\n$/),
    err: '',
  })
})

test('a file that is held against nothing is said to hide a cut tail, and so is what shows one', async () => {
  const { code, out } = await verified(anExport())
  expect(out).toMatch(
    /\nWhether its tail is cut can’t be seen from it alone: add --anchors <place>, or --head .* noted elsewhere\n$/,
  )
  expect(code).toBe(0)
  const anchors = fileOf('anchors.ndjson', anchorAt(2))
  expect((await verified(anExport(), '--anchors', anchors)).out).not.toContain('alone')
  expect((await verified(anExport(), '--anchors', fileOf('none.ndjson', ''))).out).toContain('alone')
})

test('the help says that of a file no anchors are taken unless they are named', async () => {
  const { out } = await ledger('verify', '--help')
  const words = out.replaceAll(/\s+/g, ' ')
  expect(words).toContain(
    'A file may be of another Front Office, so none are taken for one unless they are named',
  )
  expect(words).toContain('with neither a file nor --url: those of .data/')
})

test('a flipped byte ends with 1 and a sentence that names the position', async () => {
  const content = anExport()
  const at = content.indexOf('Schlu')
  content[at] = (content[at] ?? 0) ^ 1
  expect(await verified(content)).toMatchObject({
    code: 1,
    err: 'The entry at position 1 is not the one that was recorded there.\n',
  })
})

test('a byte that is no UTF-8 any more and would read as the same character is seen', async () => {
  const content = anExport()
  content[content.indexOf('�')] = 0xf0
  expect((await verified(content)).err).toMatch(/^The line of position \d is damaged.\n$/)
})

test('a packed export is verified as it is, and one that was cut is told from a damaged one', async () => {
  const packed = gzipSync(anExport())
  expect(await verified(packed)).toMatchObject({ code: 0, err: '' })
  const { code, err } = await verified(packed.subarray(0, packed.length - 40))
  expect(err).toMatch(/^The export is cut after position \d: its head line is missing.\n$/)
  expect(code).toBe(1)
  packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1
  expect((await verified(packed)).err).toMatch(/can’t be read: incorrect data check/)
})

const endsWith4 =
  'It ends with #4, and #5 was noted at 2026-11-24T12:00:00.000Z: it was taken before that, or its tail is cut.\n'

test('an export that says when it was made is held against what was noted by then', async () => {
  const anchors = fileOf('anchors.ndjson', anchorAt(2) + anchorAt(5))
  const madeAt = (at: string) =>
    Buffer.from(anExport(4).toString().replace('{"head":{', `{"head":{"at":"${at}",`))
  const older = await verified(madeAt('2026-11-24T11:54:00.000Z'), '--anchors', anchors)
  expect(older.out).toMatch(
    /\nIt goes through 1 anchors, the last of them #2 .*\nBy its head line it was made at 2026-11-24T11:54:00.000Z, before #5 was noted at 2026-11-24T12:00:00.000Z\n$/,
  )
  expect(older.code).toBe(0)
  const cut = await verified(madeAt('2026-11-24T12:06:00.000Z'), '--anchors', anchors)
  expect(cut).toMatchObject({ code: 1, err: 'Position 5 is missing: the tail is cut.\n' })
})

test('anchors show a cut tail that the export itself does not, and say how far they go', async () => {
  const anchors = fileOf('anchors.ndjson', anchorAt(2) + anchorAt(5))
  const whole = await verified(anExport(6), '--anchors', anchors)
  expect(whole.out).toMatch(/\nIt goes through 2 anchors, the last of them #5 of 2026-11-24T12:00:00.000Z\n$/)
  expect(whole.code).toBe(0)
  expect((await verified(anExport(4))).code).toBe(0)
  expect(await verified(anExport(4), '--anchors', anchors)).toMatchObject({
    code: 1,
    err: endsWith4,
  })
})

test('half a line that a dead worker left at the end of the anchors is none; the others hold', async () => {
  const torn = fileOf('torn.ndjson', anchorAt(2) + anchorAt(5).slice(0, 40))
  const { code, out } = await verified(anExport(), '--anchors', torn)
  expect(out).toMatch(/\nIt goes through 1 anchors, the last of them #2 /)
  expect(code).toBe(0)
  const cut = await verified(anExport(1), '--anchors', torn)
  expect(cut.err).toMatch(/^It ends with #1, and #2 was noted/)
  expect(cut.code).toBe(1)
})

test('any other line that is no anchor fails, and so does an edited one', async () => {
  const half = anchorAt(2).slice(0, 40)
  for (const [anchors, line] of [
    [`${half}\n${anchorAt(5)}`, 1],
    [`${anchorAt(2)}${half}\n`, 2],
    [`${anchorAt(2)}my notes`, 2],
  ] as const) {
    const file = fileOf('broken.ndjson', anchors)
    const broken = await verified(anExport(6), '--anchors', file)
    expect(broken).toMatchObject({ code: 1, err: `${file}: Line ${line} is no anchor.\n` })
  }
  const { hash } = JSON.parse(anchorAt(2))
  const edited = fileOf('edited.ndjson', anchorAt(2).replace(hash, 'ab'.repeat(32)).trim())
  const { code, err } = await verified(anExport(6), '--anchors', edited)
  expect(err).toContain('osition 2')
  expect(code).toBe(1)
})

test('anchors are read where they are written: in a bucket by signed requests, at an address by its token', async () => {
  const { url, objects } = await startObjectServer()
  objects.set('/anchors/office', Buffer.from(anchorAt(5)))
  vi.stubEnv('ANCHOR_S3_ENDPOINT', url)
  vi.stubEnv('ANCHOR_S3_ACCESS_KEY_ID', 'key')
  vi.stubEnv('ANCHOR_S3_SECRET_ACCESS_KEY', 'secret')
  const whole = await verified(anExport(6), '--anchors', 's3://anchors/office')
  expect(whole.out).toMatch(/\nIt goes through 1 anchors, the last of them #5 /)
  expect(whole.code).toBe(0)
  const cut = await verified(anExport(4), '--anchors', 's3://anchors/office')
  // Amazon's library says there what it thinks of our Node.
  expect(cut.err.endsWith(endsWith4)).toBe(true)
  expect(cut.code).toBe(1)
  const none = await verified(anExport(4), '--anchors', 's3://anchors/none')
  expect(none.err).toMatch(/There is nothing at s3:\/\/anchors\/none.\n$/)
  expect(none.code).toBe(1)
  objects.set('/anchors/torn', Buffer.from(anchorAt(5).slice(0, 40)))
  const torn = await verified(anExport(4), '--anchors', 's3://anchors/torn')
  expect(torn.err).toMatch(/s3:\/\/anchors\/torn: Line 1 is no anchor.\n$/)
  const unsigned = await verified(anExport(4), '--anchors', `${url}/anchors/office`)
  const refused = `${url}/anchors/office can’t be read: it answers 403 to a GET\n`
  expect(unsigned).toMatchObject({ code: 1, err: refused })
  vi.stubEnv('ANCHOR_TOKEN', 'the-token')
  const withToken = createServer((req, res) =>
    res.writeHead(req.headers.authorization === 'Bearer the-token' ? 200 : 403).end(anchorAt(5)),
  ).listen(0, '127.0.0.1')
  await once(withToken, 'listening')
  const address = `http://127.0.0.1:${(withToken.address() as AddressInfo).port}/anchors`
  const known = await verified(anExport(4), '--anchors', address)
  expect(known.err).toBe(endsWith4)
  withToken.close()
})

test('anchors that an acknowledged restore has cut off are said to be gone, and the others hold', async () => {
  const restored = { kept: 2, position: 9, hash: 'a'.repeat(64) }
  const cut = anchorLine({ ...JSON.parse(anchorAt(9)), hash: restored.hash })
  const again = anchorLine({ ...JSON.parse(anchorAt(5)), restored })
  const anchors = fileOf('restored.ndjson', `${anchorAt(2)}${cut}\n${again}\n`)
  const { code, out } = await verified(anExport(6), '--anchors', anchors)
  expect(out).toMatch(/\nIt goes through 2 anchors, the last of them #5 /)
  expect(out).toMatch(
    /\n#9 was noted, the last at .*, and is gone: the ledger was restored to an older moment\n$/,
  )
  expect(code).toBe(0)
})

test('what can’t be done is said in a sentence', async () => {
  expect(await ledger('verify', join(folder, 'nothing'))).toMatchObject({ code: 1 })
  expect((await verified(anExport(), '--head', 'x')).err).toContain('A head looks like')
  expect((await ledger('export', '--resume', '--url', 'http://x')).err).toContain('--resume goes with --out')
  expect((await ledger('export', '--after', '0')).err).toContain('A position is a number from 1 on')
  expect((await ledger('export', '--url', 'http://127.0.0.1:9')).err).toContain('FRONT_OFFICE_EMAIL')
})
