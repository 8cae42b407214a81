import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anchorLine } from '#domain/ledger/anchor.ts'
import { chainHash, digestOf, genesisHash, hexOf } from '#domain/ledger/digest.ts'
import { type ExportedEntry, entryLine, headerLine, headLine } from '#domain/ledger/verify.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-ledger-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

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
  expect(out).toMatch(/^3 entries, each as it was recorded. Head 3:[0-9a-f]{64}\n$/)
  expect(code).toBe(0)
  const head = out.trim().split(' ').at(-1) ?? ''
  expect(await verified(anExport(), '--head', head)).toMatchObject({ code: 0 })
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

test('anchors show a cut tail that the export itself does not, and say how far they go', async () => {
  const anchors = fileOf('anchors.ndjson', anchorAt(2) + anchorAt(5))
  const whole = await verified(anExport(6), '--anchors', anchors)
  expect(whole.out).toMatch(/\nIt goes through 2 anchors, the last of them #5 of 2026-11-24T12:00:00.000Z\n$/)
  expect(whole.code).toBe(0)
  expect((await verified(anExport(4))).code).toBe(0)
  expect(await verified(anExport(4), '--anchors', anchors)).toMatchObject({
    code: 1,
    err: 'Position 5 is missing: the tail is cut.\n',
  })
  const torn = fileOf('torn.ndjson', `${anchorAt(2)}{"at":`)
  expect((await verified(anExport(), '--anchors', torn)).err).toBe(`${torn}: Line 2 is no anchor.\n`)
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
