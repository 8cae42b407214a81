import { expect, test } from 'vitest'
import { canonicalOf, chainHash, digestOf, hexOf } from '#domain/ledger/digest.ts'
import type { RawEntry, RawLine } from '../reader.ts'
import { brokenChain, canonical } from './chain.ts'

const entryOf = (streamSeq: number, type = 'run_held'): RawEntry => ({
  ...{ streamId: 'task/t_1', streamSeq, projectId: null, runId: 'r', runSeq: streamSeq, batch: 1 },
  ...{ type, version: 1, at: '2026-11-26T05:00:00.000Z', actor: 'system:control' },
  body: { b: 'ü"\n', a: [1, 0.5, null, { z: true, y: 1e21 }] },
})

/** As the product chains them: here the two ways to do it must agree. */
function chained(entries: RawEntry[]): RawLine[] {
  let hash: Uint8Array = new Uint8Array(32)
  return entries.map((entry, at) => {
    hash = chainHash(hash, digestOf(entry))
    return { position: at + 1, hash: hexOf(hash), entry }
  })
}
const headOf = (lines: RawLine[]) => ({
  position: lines.at(-1)?.position ?? 0,
  hash: lines.at(-1)?.hash ?? '',
})
const good = chained([entryOf(1), entryOf(2), entryOf(3)])

test('its own canonical form is the one that hashes are made of', () => {
  const value = { ü: 1, a: { c: [], b: '\u2028' }, A: -0, list: ['€', 1e-7] }
  expect(canonical(value)).toBe(canonicalOf(value))
})

test('what was recorded verifies', () => {
  expect(brokenChain(good, headOf(good))).toEqual([])
})

const changed = (at: number, change: Partial<RawEntry>) => (lines: RawLine[]) =>
  lines.map((line, index) => (index === at ? { ...line, entry: { ...line.entry, ...change } } : line))

test.each([
  ['a changed body', changed(1, { body: {} }), /hash of position 2/],
  ['a changed actor', changed(2, { actor: 'x' }), /hash of position 3/],
  ['one left out', (lines: RawLine[]) => lines.toSpliced(1, 1), /position 3 stands where 2 should/],
  ['a cut tail', (lines: RawLine[]) => lines.slice(0, -1), /the server's head is 3/],
])('%s is found', (_, change, words) => {
  expect(brokenChain(change(good), headOf(good)).join('\n')).toMatch(words)
})

test('a stream that leaves out a number is found, though the chain is right', () => {
  const lines = chained([entryOf(1), entryOf(3)])
  expect(brokenChain(lines, headOf(lines))).toEqual(['task/t_1 goes on with 3 at position 2, not with 2'])
})
