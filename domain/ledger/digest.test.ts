import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import vectors from '../../test/golden-vectors.json'
import { canonicalOf, chainHash, digestOf, genesisHash, hexOf, parametersHash, sha256Hex } from './digest.ts'
import type { LedgerEntry } from './entry.ts'

describe('the golden vectors, whose hashes another program made', () => {
  test.each(vectors)('$name', ({ tool, parameters, canonical, hash }) => {
    expect(canonicalOf({ tool, parameters })).toBe(canonical)
    expect(parametersHash(tool, parameters)).toBe(hash)
  })
})

test('the order of keys changes no hash, the order of items and the tool do', () => {
  expect(parametersHash('t', { a: 1, b: [1, 2] })).toBe(parametersHash('t', { b: [1, 2], a: 1 }))
  expect(parametersHash('t', { a: [1, 2] })).not.toBe(parametersHash('t', { a: [2, 1] }))
  expect(parametersHash('t', {})).not.toBe(parametersHash('u', {}))
})

test('a hash is that of the JSON: read back, it is the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(parametersHash('t', JSON.parse(JSON.stringify(value)))).toBe(parametersHash('t', value))
      expect(canonicalOf(JSON.parse(canonicalOf(value)))).toBe(canonicalOf(value))
    }),
  )
})

test('what JSON can’t hold throws instead of being left out', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, cycle, { a: Number.NaN }])
    expect(() => canonicalOf(value)).toThrow()
})

const entry: LedgerEntry = {
  streamId: 'task/t_1',
  streamSeq: 1,
  projectId: null,
  runId: 'r',
  runSeq: 1,
  batch: 1,
  type: 'message_sent',
  version: 1,
  at: '2026-11-24T12:00:00.000Z',
  actor: 'operator:op_1',
  body: { text: 'Hello', intentId: 'in_1' },
}

test('a digest is the sha256 of the canonical entry', () => {
  const text =
    '["task/t_1",1,null,"r",1,1,"message_sent",1,"2026-11-24T12:00:00.000Z","operator:op_1",{"intentId":"in_1","text":"Hello"}]'
  expect(hexOf(digestOf(entry))).toBe(createHash('sha256').update(text).digest('hex'))
})

test('every field of an entry counts', () => {
  const changed: { [K in keyof LedgerEntry]: LedgerEntry[K] } = {
    streamId: 'task/t_2',
    streamSeq: 2,
    projectId: 'pr_1',
    runId: 's',
    runSeq: 2,
    batch: 2,
    type: 'x',
    version: 2,
    at: '2026-11-24T12:00:00.001Z',
    actor: 'operator:op_2',
    body: {},
  }
  const digests = Object.entries(changed).map(([key, value]) => hexOf(digestOf({ ...entry, [key]: value })))
  expect(new Set([...digests, hexOf(digestOf(entry))]).size).toBe(Object.keys(changed).length + 1)
})

test('the chain begins with 32 zero bytes and hashes the previous hash with the digest', () => {
  const first = chainHash(genesisHash, digestOf(entry))
  const expected = createHash('sha256').update(Buffer.alloc(32)).update(digestOf(entry)).digest('hex')
  expect(hexOf(first)).toBe(expected)
  expect(hexOf(chainHash(first, digestOf(entry)))).not.toBe(expected)
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
