import { deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chunk, chunksOf, pictureOf, withPalette } from './palette.ts'

const red = [255, 0, 0]
const white = [255, 255, 255]
const black = [0, 0, 0]

/** As Chromium writes it: eight bits of red, green and blue, with a filter for each line. */
function picture(width: number, lines: { filter: number; bytes: number[] }[]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(lines.length, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const raw = Buffer.from(lines.flatMap(({ filter, bytes }) => [filter, ...bytes]))
  return pictureOf([chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))])
}

/** The colours of a picture with a palette, line by line. */
function coloursOf(png: Buffer, width: number): number[][][] {
  const part = (type: string) => chunksOf(png).find((one) => one.type === type)?.data ?? Buffer.alloc(0)
  const palette = part('PLTE')
  const lines = inflateSync(part('IDAT'))
  const colour = (place = 0) => [...palette.subarray(place * 3, place * 3 + 3)]
  return Array.from({ length: lines.length / (width + 1) }, (_, y) =>
    Array.from({ length: width }, (_, x) => colour(lines[y * (width + 1) + 1 + x])),
  )
}

test('a picture of few colours keeps each of its pixels, whatever filters its lines have', () => {
  const png = picture(2, [
    { filter: 0, bytes: [...red, ...white] },
    { filter: 1, bytes: [...white, 0, 0, 0] },
    { filter: 2, bytes: [1, 1, 1, 0, 0, 0] },
    { filter: 3, bytes: [255, 0, 0, 1, 1, 1] },
    { filter: 4, bytes: [0, 255, 255, 0, 0, 0] },
  ])
  expect(coloursOf(withPalette(png), 2)).toEqual([
    [red, white],
    [white, white],
    [black, white],
    [red, white.map((_, i) => (i === 0 ? 0 : 128))],
    expect.anything(),
  ])
})

test('of more than 256 colours the rare ones become the nearest of the others', () => {
  const width = 600
  const shades = Array.from({ length: width }, (_, i) => (i < 300 ? [i % 256, 0, i >> 8] : black))
  const colours =
    coloursOf(withPalette(picture(width, [{ filter: 0, bytes: shades.flat() }])), width)[0] ?? []
  expect(new Set(colours.map(String)).size).toBe(256)
  for (const [i, colour] of colours.entries())
    expect(Math.abs((colour[0] ?? 0) - (shades[i]?.[0] ?? 0))).toBeLessThanOrEqual(64)
})

test('a small mark in the colour of a state keeps it among many shades of grey', () => {
  const greys = Array.from({ length: 1_000 }, (_, i) => [i % 250, i % 250, i % 250])
  const nearGreys = Array.from({ length: 1_000 }, (_, i) => [i % 250, i % 250, (i % 250) + 1])
  const green = [26, 127, 75]
  const row = [...greys, ...nearGreys, green]
  const colours =
    coloursOf(withPalette(picture(row.length, [{ filter: 0, bytes: row.flat() }])), row.length)[0] ?? []
  expect(colours.at(-1)).toEqual(green)
})
