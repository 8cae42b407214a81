import { describe, expect, test } from 'vitest'
import { chained, five, headOf, linesOf, verdictOn } from '#test/ledger-exports.ts'
import {
  type ExportedEntry,
  emptyHead,
  entryLine,
  headerLine,
  headerLineAfter,
  headLine,
  ledgerVerifier,
} from './verify.ts'

describe('an export that ends before what was noted', () => {
  const early = '2026-11-24T12:00:00.000Z'
  const late = '2026-11-24T12:06:00.000Z'
  const three = five.slice(0, 3)
  const verdict = (madeAt: string | undefined, notedAt: string | undefined, isLive = false) => {
    const noted = { ...headOf(five), ...(notedAt && { at: notedAt }) }
    const verifier = ledgerVerifier({ noted: [{ ...headOf(five.slice(0, 2)), at: early }, noted], isLive })
    for (const line of [...linesOf(three).slice(0, -1), headLine(headOf(three), madeAt)]) verifier.take(line)
    return verifier.finish()
  }
  const cut = { position: 4, message: 'Positions 4 to 5 are missing: the tail is cut.' }
  const either = (when: string) => ({
    position: 4,
    message: `It ends with #3, and #5 was noted${when}: it was taken before that, or its tail is cut.`,
  })

  test('has no fault where it was made before that, and says so', () => {
    expect(verdict(early, late)).toEqual({
      ...{ after: 0, head: headOf(three), fault: null },
      older: { madeAt: early, noted: { ...headOf(five), at: late } },
    })
  })

  test('is cut where it was made after that, and where it is the ledger of now', () => {
    expect(verdict(late, early).fault).toEqual(cut)
    expect(verdict(early, early).fault).toEqual(cut)
    expect(verdict(early, late, true).fault).toEqual(cut)
  })

  test('is the one or the other where a time is not known', () => {
    expect(verdict(undefined, late).fault).toEqual(either(` at ${late}`))
    expect(verdict(early, undefined).fault).toEqual(either(''))
    expect(verdict('some day', late).fault).toEqual(either(` at ${late}`))
  })
})

describe('anchors', () => {
  const at = (position: number) => headOf(five.slice(0, position))
  const against = (rows: ExportedEntry[], ...noted: { position: number; hash: string }[]) => {
    const verifier = ledgerVerifier({ noted })
    for (const line of linesOf(rows)) if (!verifier.take(line)) break
    return verifier.finish().fault?.message ?? null
  }

  test('that the ledger goes through are no fault, in any order and repeated', () => {
    expect(against(five, at(5), at(2), at(2))).toBeNull()
  })

  test('show a tail that may be cut, and one that was cut and written anew', () => {
    for (const noted of [
      [at(2), at(5)],
      [at(5), at(2)],
    ])
      expect(against(five.slice(0, 3), ...noted)).toBe(
        'It ends with #3, and #5 was noted: it was taken before that, or its tail is cut.',
      )
    const anew = chained([...five.slice(0, 3), ...five.slice(0, 2)].map(({ entry }) => entry))
    expect(against(anew, at(3))).toBeNull()
    expect(against(anew, at(3), at(4))).toBe('The chain up to position 4 is not the one that was noted.')
  })

  test('of two chains at one position are a fault by themselves', () => {
    expect(against(five, at(4), { ...at(4), hash: at(3).hash })).toBe(
      'Two chains were noted at position 4: the ledger was cut there and grew again.',
    )
  })
})

describe('an export that begins in the middle', () => {
  const at = (position: number) => headOf(five.slice(0, position))
  const tail = (from: number, after = at(from)) => [
    headerLineAfter(after),
    ...five.slice(from).map(entryLine),
    headLine(headOf(five)),
  ]

  test('verifies from there, alone and behind the one that ends there', () => {
    expect(verdictOn(tail(3))).toEqual({ after: 3, head: at(5), fault: null })
    expect(verdictOn([...linesOf(five.slice(0, 3)), ...tail(3)])).toEqual({
      after: 0,
      head: at(5),
      fault: null,
    })
    expect(headerLineAfter(emptyHead)).toBe(headerLine)
  })

  test('does not follow one that ends elsewhere, or in another chain', () => {
    const behind = (count: number, after: { position: number; hash: string }) =>
      verdictOn([...linesOf(five.slice(0, count)), ...tail(3, after)]).fault
    const message = 'An export that begins after position 3 follows one that ends with'
    expect(behind(2, at(3))).toEqual({ position: null, message: `${message} 2.` })
    expect(behind(2, { ...at(3), hash: at(2).hash })?.message).toBe(`${message} 2.`)
    expect(behind(3, { ...at(3), hash: at(2).hash })?.message).toBe(`${message} 3.`)
    expect(verdictOn(tail(3, { ...at(3), hash: at(2).hash })).fault?.position).toBe(4)
  })

  test('is held against an anchor at its very beginning', () => {
    expect(verdictOn(tail(3), { ...at(3), hash: at(2).hash }).fault?.position).toBe(3)
  })
})
