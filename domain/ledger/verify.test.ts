import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chained, five, headOf, linesOf, verdictOn } from '#test/ledger-exports.ts'
import { type ExportedEntry, emptyHead, entryLine, headerLine, headLine, ledgerVerifier } from './verify.ts'

const swapped = <T>(items: T[], at: number): T[] => {
  const copy = [...items]
  copy.splice(at, 2, items[at + 1] as T, items[at] as T)
  return copy
}

test('an export as it was written has no fault', () => {
  expect(verdictOn(linesOf(five))).toEqual({ after: 0, head: headOf(five), fault: null })
})

test('an empty ledger has no fault', () => {
  expect(verdictOn(linesOf([]))).toEqual({ after: 0, head: emptyHead, fault: null })
})

describe('names the position', () => {
  test('of a changed body', () => {
    const lines = linesOf(five).map((line) => line.replace('Grüße', 'Gruße'))
    expect(verdictOn(lines).fault).toEqual({
      position: 2,
      message: 'The entry at position 2 is not the one that was recorded there.',
    })
  })

  test('of a changed hash', () => {
    const [first, second, ...rest] = five as [ExportedEntry, ExportedEntry]
    const lines = linesOf([first, { ...second, hash: first.hash }, ...rest])
    expect(verdictOn(lines).fault?.position).toBe(2)
  })

  test('of a removed row', () => {
    const lines = linesOf(five).toSpliced(3, 1)
    expect(verdictOn(lines).fault).toEqual({
      position: 3,
      message: 'Position 3 is missing: position 4 stands in its place.',
    })
  })

  test('of a removed row where the rest was numbered anew', () => {
    const rest = five.toSpliced(2, 1).map((row, i) => ({ ...row, position: i + 1 }))
    expect(verdictOn(linesOf(rest)).fault?.position).toBe(3)
  })

  test('of a swapped pair', () => {
    expect(verdictOn(linesOf(swapped(five, 1))).fault).toEqual({
      position: 2,
      message: 'Position 2 is missing: position 3 stands in its place.',
    })
  })

  test('of a swapped pair that was numbered anew', () => {
    const rows = swapped(five, 1).map((row, i) => ({ ...row, position: i + 1 }))
    expect(verdictOn(linesOf(rows)).fault?.position).toBe(2)
  })

  test('after which the tail is cut, with the head line left', () => {
    expect(verdictOn(linesOf(five.slice(0, 3), headOf(five))).fault).toEqual({
      position: 4,
      message: 'Positions 4 to 5 are missing: the tail is cut.',
    })
    expect(verdictOn(linesOf(five.slice(0, 4), headOf(five))).fault?.message).toBe(
      'Position 5 is missing: the tail is cut.',
    )
  })

  test('after which the tail is cut, head line and all', () => {
    expect(verdictOn(linesOf(five).slice(0, 4)).fault).toEqual({
      position: 4,
      message: 'The export is cut after position 3: its head line is missing.',
    })
  })

  test('after which the tail is cut and another head put there, by the head that was noted', () => {
    expect(verdictOn(linesOf(five.slice(0, 3))).fault).toBeNull()
    expect(verdictOn(linesOf(five.slice(0, 3)), headOf(five)).fault?.position).toBe(4)
  })

  test('of the noted head, where everything before it was hashed anew', () => {
    const forged = chained(five.map((row) => ({ ...row.entry, actor: 'operator:op_1' })))
    expect(verdictOn(linesOf(forged)).fault).toBeNull()
    expect(verdictOn(linesOf(forged), headOf(five)).fault).toEqual({
      position: 5,
      message: 'The chain up to position 5 is not the one that was noted.',
    })
    expect(verdictOn(linesOf(five), headOf(five.slice(0, 2))).fault).toBeNull()
  })
})

test('a head line of another ledger, a wrong beginning and a continuation are faults', () => {
  expect(verdictOn(linesOf(five, { position: 5, hash: emptyHead.hash })).fault?.message).toContain(
    'head line',
  )
  expect(verdictOn(linesOf(five, { position: 4, hash: emptyHead.hash })).fault?.position).toBe(5)
  expect(verdictOn(linesOf(five, { ...headOf(five), position: 4 })).fault?.position).toBe(5)
  expect(verdictOn(linesOf(five).slice(1)).fault?.position).toBeNull()
  expect(verdictOn([...linesOf(five), headLine(headOf(five))]).fault?.message).toContain('follows the end')
  expect(verdictOn([]).fault?.position).toBe(1)
})

test('no byte of an export can differ unseen, and the line it is in is the one that is named', () => {
  const bytes = Buffer.from(`${linesOf(five).join('\n')}\n`)
  fc.assert(
    fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ mask
      const { fault } = verdictOn(changed.toString('utf8').slice(0, -1).split('\n'))
      const line = bytes.subarray(0, at).filter((byte) => byte === 10).length
      expect(fault).not.toBeNull()
      if (line > 0 && line <= 5) expect(fault?.position).toBe(line)
    }),
    { numRuns: 2_000 },
  )
})

test('the same content written otherwise is damaged: spaces, another order, a field too many or too few', () => {
  const line = entryLine(five[0] as ExportedEntry)
  const parsed = JSON.parse(line)
  const { body: _, ...bodiless } = parsed.entry
  const others = [
    line.replace(',', ', '),
    JSON.stringify({ position: 1, ...parsed }),
    entryLine({ ...parsed, note: '' }),
    entryLine({ ...parsed, entry: bodiless }),
  ]
  for (const other of others) {
    expect(verdictOn([headerLine, other]).fault?.message).toBe('The line of position 1 is damaged.')
  }
})

test('a beginning or a head line that is written otherwise is none', () => {
  const [first, last] = [headerLine, headLine(headOf(five))]
  const body = five.map(entryLine)
  const began = 'The file does not begin as an export of a ledger.'
  for (const other of [headerLine.replace(',', ', '), headerLine.replace('}', ',"note":1}'), '', '{'])
    expect(verdictOn([other, ...body, last]).fault).toEqual({ position: null, message: began })
  for (const other of [last.replace(',', ', '), last.slice(0, -1), '{}', 'null'])
    expect(verdictOn([first, ...body, other]).fault).toEqual({
      ...{ position: 6, message: 'The line of position 6 is damaged.' },
    })
})

test('says after each line where what was taken ends, and takes nothing more after a fault', () => {
  const verifier = ledgerVerifier()
  const heads = linesOf(five).map((line) => [verifier.take(line), verifier.head().position])
  expect(heads).toEqual([0, 1, 2, 3, 4, 5, 5].map((position) => [true, position]))
  expect(verifier.head()).toEqual(headOf(five))
  const broken = ledgerVerifier()
  for (const line of [headerLine, entryLine(five[0] as ExportedEntry), '?']) broken.take(line)
  expect(broken.take(entryLine(five[1] as ExportedEntry))).toBe(false)
  expect(broken.head()).toEqual(headOf(five.slice(0, 1)))
})

test('another sha256 is taken where it is given', () => {
  const verifier = ledgerVerifier({ sha256: (data) => createHash('sha256').update(data).digest() })
  for (const line of linesOf(five)) expect(verifier.take(line)).toBe(true)
  expect(verifier.finish().fault).toBeNull()
  const other = ledgerVerifier({ sha256: () => new Uint8Array(32) })
  expect(linesOf(five).map((line) => other.take(line))[1]).toBe(false)
})
