import { expect, test } from 'vitest'
import { exportedLines, lastExport, type ReadJson } from './reader.ts'

/** Two entries a page, five in all; from `away` on nothing answers. */
const ledger =
  (away = Number.POSITIVE_INFINITY): ReadJson =>
  async <T>(path: string) => {
    const after = Number(path.split('after=')[1])
    if (after >= away) throw new Error('the api is away')
    const positions = [1, 2, 3, 4, 5].filter((position) => position > after).slice(0, 2)
    return { items: positions.map((position) => ({ position })) } as T
  }
const positions = (lines: { position: number }[]) => lines.map(({ position }) => position)

test('the export is read page by page to its end', async () => {
  expect(positions(await exportedLines(ledger()))).toEqual([1, 2, 3, 4, 5])
  expect(positions(await exportedLines(ledger(), 3))).toEqual([4, 5])
})

test('of a run that failed as much is kept as can still be read', async () => {
  expect(positions(await lastExport(ledger()))).toEqual([1, 2, 3, 4, 5])
  expect(positions(await lastExport(ledger(4)))).toEqual([1, 2, 3, 4])
  expect(await lastExport(ledger(0))).toEqual([])
  await expect(exportedLines(ledger(4))).rejects.toThrow('away')
})
