import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

function anExport(): Buffer {
  let hash: Uint8Array = genesisHash
  const rows = [1, 2, 3].map((n): ExportedEntry => {
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
  const lines = [headerLine, ...rows.map(entryLine), headLine({ position: 3, hash: hexOf(hash) })]
  return Buffer.from(`${lines.join('\n')}\n`)
}

async function verified(content: Buffer, ...args: string[]) {
  const file = join(folder, 'export.ndjson')
  writeFileSync(file, content)
  return ledger('verify', file, ...args)
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

test('what can’t be done is said in a sentence', async () => {
  expect(await ledger('verify', join(folder, 'nothing'))).toMatchObject({ code: 1 })
  expect((await verified(anExport(), '--head', 'x')).err).toContain('A head looks like')
  expect((await ledger('export', '--url', 'http://127.0.0.1:9')).err).toContain('FRONT_OFFICE_EMAIL')
})
